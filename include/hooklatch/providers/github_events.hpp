// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// GitHub's event names, as `github::events`: the values of the header X-GitHub-Event, from npm's `@octokit/webhooks`
/// 14.2.0 and `@octokit/openapi-webhooks-types` 12.2.0. That header is not signed, so a handler for one of them wants
/// `dispatcher::trust_unsigned_type`. Two names are keywords here: `delete_` and `public_`. What happened to the thing
/// is the body's `/action`. A name that is not here is written as text.
struct github_events {
  static constexpr std::string_view branch_protection_configuration = "branch_protection_configuration";
  static constexpr std::string_view branch_protection_rule = "branch_protection_rule";
  static constexpr std::string_view check_run = "check_run";
  static constexpr std::string_view check_suite = "check_suite";
  static constexpr std::string_view code_scanning_alert = "code_scanning_alert";
  static constexpr std::string_view commit_comment = "commit_comment";
  static constexpr std::string_view create = "create";
  static constexpr std::string_view custom_property = "custom_property";
  static constexpr std::string_view custom_property_values = "custom_property_values";
  static constexpr std::string_view delete_ = "delete";
  static constexpr std::string_view dependabot_alert = "dependabot_alert";
  static constexpr std::string_view deploy_key = "deploy_key";
  static constexpr std::string_view deployment = "deployment";
  static constexpr std::string_view deployment_protection_rule = "deployment_protection_rule";
  static constexpr std::string_view deployment_review = "deployment_review";
  static constexpr std::string_view deployment_status = "deployment_status";
  static constexpr std::string_view discussion = "discussion";
  static constexpr std::string_view discussion_comment = "discussion_comment";
  static constexpr std::string_view fork = "fork";
  static constexpr std::string_view github_app_authorization = "github_app_authorization";
  static constexpr std::string_view gollum = "gollum";
  static constexpr std::string_view installation = "installation";
  static constexpr std::string_view installation_repositories = "installation_repositories";
  static constexpr std::string_view installation_target = "installation_target";
  static constexpr std::string_view issue_comment = "issue_comment";
  static constexpr std::string_view issue_dependencies = "issue_dependencies";
  static constexpr std::string_view issue_relates_to = "issue_relates_to";
  static constexpr std::string_view issues = "issues";
  static constexpr std::string_view label = "label";
  static constexpr std::string_view marketplace_purchase = "marketplace_purchase";
  static constexpr std::string_view member = "member";
  static constexpr std::string_view membership = "membership";
  static constexpr std::string_view merge_group = "merge_group";
  static constexpr std::string_view meta = "meta";
  static constexpr std::string_view milestone = "milestone";
  static constexpr std::string_view org_block = "org_block";
  static constexpr std::string_view organization = "organization";
  static constexpr std::string_view package = "package";
  static constexpr std::string_view page_build = "page_build";
  static constexpr std::string_view personal_access_token_request = "personal_access_token_request";
  static constexpr std::string_view ping = "ping";
  static constexpr std::string_view project = "project";
  static constexpr std::string_view project_card = "project_card";
  static constexpr std::string_view project_column = "project_column";
  static constexpr std::string_view projects_v2 = "projects_v2";
  static constexpr std::string_view projects_v2_item = "projects_v2_item";
  static constexpr std::string_view projects_v2_status_update = "projects_v2_status_update";
  static constexpr std::string_view public_ = "public";
  static constexpr std::string_view pull_request = "pull_request";
  static constexpr std::string_view pull_request_review = "pull_request_review";
  static constexpr std::string_view pull_request_review_comment = "pull_request_review_comment";
  static constexpr std::string_view pull_request_review_thread = "pull_request_review_thread";
  static constexpr std::string_view push = "push";
  static constexpr std::string_view registry_package = "registry_package";
  static constexpr std::string_view release = "release";
  static constexpr std::string_view repository = "repository";
  static constexpr std::string_view repository_advisory = "repository_advisory";
  static constexpr std::string_view repository_dispatch = "repository_dispatch";
  static constexpr std::string_view repository_import = "repository_import";
  static constexpr std::string_view repository_ruleset = "repository_ruleset";
  static constexpr std::string_view repository_vulnerability_alert = "repository_vulnerability_alert";
  static constexpr std::string_view secret_scanning_alert = "secret_scanning_alert";
  static constexpr std::string_view secret_scanning_alert_location = "secret_scanning_alert_location";
  static constexpr std::string_view secret_scanning_scan = "secret_scanning_scan";
  static constexpr std::string_view security_advisory = "security_advisory";
  static constexpr std::string_view security_and_analysis = "security_and_analysis";
  static constexpr std::string_view sponsorship = "sponsorship";
  static constexpr std::string_view star = "star";
  static constexpr std::string_view status = "status";
  static constexpr std::string_view sub_issues = "sub_issues";
  static constexpr std::string_view team = "team";
  static constexpr std::string_view team_add = "team_add";
  static constexpr std::string_view watch = "watch";
  static constexpr std::string_view workflow_dispatch = "workflow_dispatch";
  static constexpr std::string_view workflow_job = "workflow_job";
  static constexpr std::string_view workflow_run = "workflow_run";
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
