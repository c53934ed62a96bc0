# SPDX-License-Identifier: MIT
"""Asks ip_dump about addresses, ranges and forwarded requests, and compares with Python's ipaddress module.

  ip_oracle.py IP_DUMP

The texts are written in every form of an address and then spoilt by a character or two. Where the library is stricter
than the module, on purpose, this file says so by name: a zone, a network mask, a leading zero of the prefix length, the
range of every IPv4 address. The walk through X-Forwarded-For is written here as people tell it, from the right.
"""
import ipaddress
import random
import subprocess
import sys

EACH = 20000
random.seed(20260323)


def hexed(text):
    return "x" + text.encode("latin-1").hex()


# The other implementation.


def plain(address):
    """An IPv4-mapped address is the IPv4 address."""
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped if mapped is not None else address


def read_address(text):
    if "%" in text:  # a zone
        return None
    try:
        return plain(ipaddress.ip_address(text))
    except ValueError:
        return None


def read_range(text):
    address, slash, length = text.partition("/")
    if "%" in text or (slash and (not length.isascii() or not length.isdigit() or length != str(int(length)))):
        return None  # a zone, a mask, a leading zero, no number
    try:
        network = ipaddress.ip_network(text, strict=True)
    except ValueError:
        return None
    if network.version == 6 and network.prefixlen >= 96 and network.network_address.ipv4_mapped is not None:
        network = ipaddress.ip_network((network.network_address.ipv4_mapped, network.prefixlen - 96))
    return None if network.version == 4 and network.prefixlen == 0 else network


def holds(network, address):
    return address.version == network.version and address in network


def sender(peer, trusted, lines, reals):
    networks = [read_range(text) for text in trusted]

    def is_trusted(address):
        return any(holds(network, address) for network in networks)

    hop = read_address(peer)
    if hop is None or not is_trusted(hop):
        return hop
    real = read_address(reals[0].strip(" \t")) if reals else None
    if len(reals) > 1 or (reals and real is None):
        return None
    if not lines:
        return real if reals else hop
    entries = ",".join(lines).split(",")
    walked = []
    while entries and is_trusted(hop):
        hop = read_address(entries.pop().strip(" \t"))
        if hop is None:
            return None
        walked.append(hop)
    return hop if real is None or real in walked else None


# The texts.


def v6_text(number):
    groups = [f"{number >> shift & 0xffff:x}" for shift in range(112, -16, -16)]
    if random.random() < 0.2:
        groups = [group.zfill(random.randint(1, 4)) for group in groups]
    tail = []
    if random.random() < 0.3:
        tail = [str(ipaddress.IPv4Address(number & 0xFFFFFFFF))]
        groups = groups[:6]
    zeros = [i for i, group in enumerate(groups) if int(group, 16) == 0]
    if zeros and random.random() < 0.8:
        start = end = random.choice(zeros)
        while end + 1 < len(groups) and int(groups[end + 1], 16) == 0 and random.random() < 0.9:
            end += 1
        text = ":".join(groups[:start]) + "::" + ":".join(groups[end + 1 :] + tail)
    else:
        text = ":".join(groups + tail)
    return text.upper() if random.random() < 0.2 else text


def some_number():
    """Of 128 bits, with long runs of zeros or ones."""
    number = random.getrandbits(128)
    for _ in range(random.randint(0, 3)):
        start = random.randint(0, 127)
        run = ((1 << random.randint(1, 128 - start)) - 1) << start
        number = number | run if random.random() < 0.2 else number & ~run
    if random.random() < 0.2:
        number = 0xFFFF << 32 | number & 0xFFFFFFFF  # mapped
    return number


def address_text():
    number = some_number()
    if random.random() < 0.4:
        return str(ipaddress.IPv4Address(number & 0xFFFFFFFF))
    return v6_text(number)


def range_text():
    bits = random.choice((32, 128))
    length = random.randint(0, bits)
    number = some_number() >> (128 - bits)
    if random.random() < 0.7:
        number = number >> (bits - length) << (bits - length)
    if bits == 128 and random.random() < 0.3:
        number, length = 0xFFFF << 32 | number & 0xFFFFFFFF, random.randint(80, 128)
        number = number >> (128 - length) << (128 - length)
    text = str(ipaddress.IPv4Address(number)) if bits == 32 else v6_text(number)
    return text if random.random() < 0.1 else f"{text}/{length}"


def spoilt(text):
    for _ in range(random.randint(1, 2)):
        at = random.randint(0, len(text))
        what = random.choice("0123456789abcdefABCDEFg.:/% \t\n\r\0x-+[],*_\x7f\xb2\xff")
        kind = random.random()
        if kind < 0.4:
            text = text[:at] + what + text[at:]
        elif kind < 0.7:
            text = text[:at] + text[at + 1 :]
        else:
            text = text[:at] + what + text[at + 1 :]
    return text


def near(network):
    """An address at an edge of the network, or beside it."""
    edge = random.choice((network.network_address, network.broadcast_address))
    number = (int(edge) + random.choice((-1, 0, 0, 1))) % (1 << network.max_prefixlen)
    text = str(ipaddress.ip_address(number) if network.version == 4 else ipaddress.IPv6Address(number))
    if network.version == 4:
        return str(ipaddress.IPv4Address(number)) if random.random() < 0.7 else f"::ffff:{text}"
    return text


PROXIES = ["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48", "::ffff:172.16.0.0/108"]
HOPS = ["10.1.2.3", "192.0.2.7", "2001:db8:1::5", "::ffff:10.9.9.9", "172.31.0.1"]
OTHERS = ["203.0.113.9", "192.0.2.8", "2001:db8:2::5", "::ffff:198.51.100.7", "11.0.0.0"]
JUNK = ["", "unknown", "10.1.2.3:80", "[2001:db8:1::5]", "010.1.2.3", "10.1.2.3 10.1.2.4", "\xa010.1.2.3"]


def forwarded():
    def pick(weights):
        return random.choice(random.choices((HOPS, OTHERS, JUNK), weights)[0])

    def padded(entry):
        return random.choice(("", " ", "\t", "  ")) + entry + random.choice(("", "", " ", "\t"))

    def line():
        return ",".join(padded(pick((6, 2, 1))) for _ in range(random.randint(1, 4)))

    lines = [line() for _ in range(random.choice((0, 1, 1, 2, 3)))]
    reals = [padded(pick((3, 3, 1))) for _ in range(random.choices((0, 1, 2), (6, 5, 1))[0])]
    if lines and reals and random.random() < 0.6:
        reals[0] = random.choice(",".join(lines).split(","))
    return pick((9, 1, 1)), PROXIES, lines, reals


def questions():
    def shown(address):
        return "-" if address is None else address.packed.hex()

    for i in range(EACH):
        text = address_text() if i % 2 else spoilt(address_text())
        yield f"A {hexed(text)}", shown(read_address(text))
    for i in range(EACH):
        text = range_text() if i % 2 else spoilt(range_text())
        network = read_range(text)
        yield f"R {hexed(text)}", "-" if network is None else f"{shown(network.network_address)} {network.prefixlen}"
    for _ in range(EACH):
        text = range_text()
        network = read_range(text)
        other = near(network) if network is not None and random.random() < 0.9 else address_text()
        address = read_address(other)
        want = "-" if network is None or address is None else "in" if holds(network, address) else "out"
        yield f"C {hexed(text)} {hexed(other)}", want
    for _ in range(EACH):
        peer, trusted, lines, reals = forwarded()
        fields = [hexed(peer), *map(hexed, trusted), ",", *map(hexed, lines), ",", *map(hexed, reals)]
        yield "S " + " ".join(fields), shown(sender(peer, trusted, lines, reals))


def main():
    if read_address("01.2.3.4") is not None:
        print("skipped: this Python's ipaddress takes leading zeros")
        return 77
    asked = list(questions())
    done = subprocess.run(
        [sys.argv[1]],
        input="".join(question + "\n" for question, _ in asked).encode(),
        stdout=subprocess.PIPE,
        timeout=300,
        check=True,
    )
    answers = done.stdout.decode().splitlines()
    if len(answers) != len(asked):
        sys.exit(f"{len(answers)} answers to {len(asked)} questions")
    wrong = [(question, want, got) for (question, want), got in zip(asked, answers) if want != got]
    for question, want, got in wrong[:20]:
        texts = " ".join(repr(bytes.fromhex(f[1:]).decode("latin-1")) if f[0] == "x" else f for f in question.split())
        print(f"{texts}: expected {want}, got {got}")
    # A comparison of refusals with refusals would show little.
    for kind in "ARCS":
        wants = [want for question, want in asked if question[0] == kind]
        refused = wants.count("-")
        print(f"{kind}: {len(wants)} questions, {len(wants) - refused} answered, {refused} refused")
        if not 0.1 < refused / len(wants) < 0.9:
            sys.exit("the texts are too tame or too wild")
    print(f"{len(asked)} questions, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
