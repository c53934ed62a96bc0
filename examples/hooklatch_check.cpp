// SPDX-License-Identifier: MIT
//
// Checks deliveries from the shell: one that was captured, or a list of test cases on standard input.
// Run: hooklatch-check --help

#include "check/case_reader.hpp"
#include "check/handshake_cases.hpp"
#include "check/ip_cases.hpp"
#include "check/provider_page.hpp"
#include "check/registry.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using check::json;
using hooklatch::to_string;

constexpr std::string_view help = R"(hooklatch-check: does a webhook delivery verify?

One captured delivery:
  hooklatch-check PROVIDER --secret-env NAME   [options] --header 'Name: value'... --body FILE
  hooklatch-check PROVIDER --secret-file FILE  [options] --headers FILE            --body FILE

  --secret-env NAME     the secret is in this environment variable
  --secret-file FILE    the secret is in this file; one line break at its end is not part of it
  --header 'N: v'       one header line; repeat the option for more
  --headers FILE        header lines, one each; a request line and the marks of `curl -v` are passed over
  --body FILE           the body, byte for byte as it came; - is standard input
  --now SECONDS         the receiver's clock, in seconds since 1970; default: now
  --tolerance SECONDS   in place of the provider's window
  --allow-weak-secret   take a secret under 16 bytes, for published examples
  --no-envelope         check the signature and the time, and do not read the event

  Prints a line, and one for each event inside the body; --no-envelope leaves the events out.
  Exit status: 0 it verifies and its events can be read, 1 it or one of its events is refused, 2 it could not be checked.

Test cases, one JSON object a line on standard input, one answer a line on standard output:
  hooklatch-check

  Kinds `verify`, `config`, `ip`, `handshake` and `sequence` are answered; others, and providers not in the list, with
  "unsupported".

  hooklatch-check --list                   the providers
  hooklatch-check --describe PROVIDER...   what their types say, as a Markdown table
  hooklatch-check --version                the version
)";

[[nodiscard]] json refusal(const char* outcome, const hooklatch::error& refused) {
  return {{"outcome", outcome}, {"reason", to_string(refused.code())}};
}

[[nodiscard]] bool is_known(std::string_view kind) {
  return kind == "verify" || kind == "config" || kind == "ip" || kind == "handshake" || kind == "sequence";
}

[[nodiscard]] json answer_case(const json& given) {
  const auto kind = given.value("kind", std::string());
  const auto* entry = check::find_provider(given.value("provider", std::string()));
  if (entry == nullptr || !is_known(kind)) return {{"outcome", "unsupported"}};
  if (kind == "handshake" && entry->provider->handshakes.empty()) return {{"outcome", "unsupported"}};

  const json config = given.value("config", json::object());
  if (kind == "ip" || (kind == "config" && config.contains("allow"))) {
    const auto allowed = check::read_allowlist(config);
    if (!allowed) return refusal("config_error", allowed.error());
    if (kind == "ip") {
      const auto checked = check::check_address(*allowed, given);
      if (!checked) return refusal("reject", checked.error());
      return {{"outcome", "accept"}};
    }
  }
  const auto options = check::read_options(given);
  const auto secrets = check::read_secrets(given);
  if (!secrets) return refusal("config_error", secrets.error());
  const auto checker = entry->make(*secrets, options, check::fixed_clock{given.value("now", std::int64_t{0})});
  if (!checker) return refusal("config_error", checker.error());
  if (kind == "config") return {{"outcome", "accept"}};
  if (kind == "sequence") return entry->run_sequence(*secrets, options, given);
  if (kind == "handshake") return check::answer_handshake(**checker, given);

  const auto request = check::read_request(given.at("request"));
  const auto delivery = (*checker)->verify(request);
  if (!delivery) return refusal("reject", delivery.error());
  if (const auto envelope = check::read_envelope_options(given)) {
    const auto events = hooklatch::read_events(*delivery, *envelope);
    if (!events) return refusal("reject", events.error());
  }
  return {{"outcome", "accept"}};
}

int answer_cases() {
  for (std::string line; std::getline(std::cin, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    json answer{{"outcome", "unsupported"}};
    json id;
    try {
      const auto given = json::parse(line);
      id = given.value("id", json());
      answer = answer_case(given);
    } catch (const std::exception& failure) {
      std::cerr << "hooklatch-check: " << (id.is_null() ? json("a line") : id) << ": " << failure.what() << '\n';
    }
    answer["id"] = id;
    std::cout << answer.dump(-1, ' ', true, json::error_handler_t::replace)
              << std::endl;  // flushed: a pipe waits for each line
  }
  return 0;
}

/// What the command line says about one delivery.
struct delivery_arguments {
  const check::entry* provider = nullptr;
  std::optional<std::string> secret;
  bool weak = false;
  std::int64_t now =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()).time_since_epoch().count();
  hooklatch::verifier_options options;
  hooklatch::request request;
  bool has_body = false;
  bool reads_envelope = true;
};

[[nodiscard]] std::string read_file(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(path, std::ios::binary);
  if (!file || file.peek() == std::ifstream::traits_type::eof()) {
    if (!file.eof()) throw std::runtime_error("cannot read " + path);
    return {};
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void add_header(hooklatch::request& request, std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.starts_with("> ") || line == ">") line.remove_prefix(line.size() < 2 ? 1 : 2);
  // A request line: METHOD TARGET HTTP/1.1
  const auto method = line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const bool is_request_line = method > 0 && method < line.size() && line[method] == ' ' &&
                               line.find(" HTTP/", method) != std::string_view::npos;
  if (line.empty() || is_request_line || line.starts_with("* ") || line.starts_with("< ")) return;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) throw std::runtime_error("a header line has no colon: write Name: value");
  request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
}

[[nodiscard]] std::int64_t read_number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) {
    throw std::runtime_error("\"" + text + "\" is not a whole number of seconds");
  }
  return value;
}

void read_argument(delivery_arguments& arguments, const std::string& name, const std::string& value) {
  if (name == "--secret-env") {
    const char* found = std::getenv(value.c_str());
    arguments.secret = found == nullptr ? "" : found;
  } else if (name == "--secret-file") {
    auto text = read_file(value);
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    arguments.secret = std::move(text);
  } else if (name == "--header") {
    add_header(arguments.request, value);
  } else if (name == "--headers") {
    const auto text = read_file(value);
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      add_header(arguments.request, std::string_view(text).substr(at, end - at));
      at = end + 1;
    }
  } else if (name == "--body") {
    arguments.request.body = read_file(value);
    arguments.has_body = true;
  } else if (name == "--now") {
    arguments.now = read_number(value);
  } else if (name == "--tolerance") {
    arguments.options.tolerance(std::chrono::seconds(read_number(value)));
  } else {
    throw std::runtime_error("unknown option " + name);
  }
}

[[nodiscard]] delivery_arguments read_arguments(int argc, char** argv) {
  delivery_arguments arguments;
  const std::string name = argv[1];
  arguments.provider = check::find_provider(name);
  if (arguments.provider == nullptr) throw std::runtime_error("no provider is called \"" + name + "\"; see --list");
  for (int i = 2; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--help") throw std::runtime_error("ask for help without a provider");
    if (option == "--allow-weak-secret") {
      arguments.weak = true;
    } else if (option == "--no-envelope") {
      arguments.reads_envelope = false;
    } else if (i + 1 == argc) {
      throw std::runtime_error(option + " needs a value");
    } else {
      read_argument(arguments, option, argv[++i]);
    }
  }
  if (!arguments.secret) throw std::runtime_error("--secret-env or --secret-file is needed");
  if (!arguments.has_body) throw std::runtime_error("--body is needed");
  return arguments;
}

int check_delivery(const delivery_arguments& arguments) {
  auto secret = arguments.weak ? hooklatch::secret::make(*arguments.secret, hooklatch::allow_weak_secret)
                               : hooklatch::secret::make(*arguments.secret);
  if (!secret) throw std::runtime_error(secret.error().message());
  const auto checker =
      arguments.provider->make(std::move(*secret), arguments.options, check::fixed_clock{arguments.now});
  if (!checker) throw std::runtime_error(checker.error().message());
  const auto delivery = (*checker)->verify(arguments.request);
  if (!delivery) {
    std::cout << "refused: " << delivery.error().message() << '\n';
    return 1;
  }
  std::cout << "verified: " << delivery->provider().name << ", " << delivery->body().size() << " bytes";
  if (const auto skew = delivery->skew()) std::cout << ", the clock minus its time is " << skew->count() << " ms";
  if (!delivery->timestamp_is_signed()) std::cout << ", no signed time (a replay looks the same)";
  if (arguments.reads_envelope) {
    const auto events = hooklatch::read_events(*delivery);
    if (!events) {
      std::cout << "; but its event is refused: " << events.error().message() << '\n';
      return 1;
    }
    for (const auto& event : *events) {
      std::cout << "\nevent: " << json(std::string(event.id())).dump(-1, ' ', true, json::error_handler_t::replace)
                << ' ' << json(std::string(event.type())).dump(-1, ' ', true, json::error_handler_t::replace);
    }
  }
  std::cout << '\n';
  return 0;
}

int describe(int argc, char** argv) {
  std::vector<const hooklatch::provider_table*> providers;
  for (int i = 2; i < argc; ++i) {
    const auto* found = check::find_provider(argv[i]);
    if (found == nullptr)
      throw std::runtime_error("no provider is called \"" + std::string(argv[i]) + "\"; see --list");
    providers.push_back(found->provider);
  }
  if (providers.empty()) throw std::runtime_error("--describe needs the name of a provider; see --list");
  std::cout << check::markdown_table(providers);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first.empty()) return answer_cases();
    if (first == "--help" || first == "-h") {
      std::cout << help;
      return 0;
    }
    if (first == "--version") {
      std::cout << HOOKLATCH_VERSION_MAJOR << '.' << HOOKLATCH_VERSION_MINOR << '.' << HOOKLATCH_VERSION_PATCH << '\n';
      return 0;
    }
    if (first == "--list") {
      for (const auto& each : check::registry) std::cout << each.provider->name << '\n';
      return 0;
    }
    if (first == "--describe") return describe(argc, argv);
    return check_delivery(read_arguments(argc, argv));
  } catch (const std::exception& failure) {
    std::cerr << "hooklatch-check: " << failure.what() << "\nTry: hooklatch-check --help\n";
    return 2;
  }
}
