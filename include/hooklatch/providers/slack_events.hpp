// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// Slack's event types, as `slack::events`: the values of `event.type`, from npm's `@slack/types` 3.2.0. Subscriptions
/// tell messages apart (`message.channels`), deliveries do not: all are `message`, with a `channel_type` and perhaps a
/// `subtype`. `app_rate_limited` is left out, since it comes without an event around it. A type that is not here is
/// written as text.
struct slack_events {
  static constexpr std::string_view agent_session_stopped = "agent_session_stopped";
  static constexpr std::string_view agent_session_title_changed = "agent_session_title_changed";
  static constexpr std::string_view app_context_changed = "app_context_changed";
  static constexpr std::string_view app_deleted = "app_deleted";
  static constexpr std::string_view app_home_opened = "app_home_opened";
  static constexpr std::string_view app_installed = "app_installed";
  static constexpr std::string_view app_mention = "app_mention";
  static constexpr std::string_view app_requested = "app_requested";
  static constexpr std::string_view app_uninstalled = "app_uninstalled";
  static constexpr std::string_view app_uninstalled_team = "app_uninstalled_team";
  static constexpr std::string_view assistant_thread_context_changed = "assistant_thread_context_changed";
  static constexpr std::string_view assistant_thread_started = "assistant_thread_started";
  static constexpr std::string_view call_rejected = "call_rejected";
  static constexpr std::string_view channel_archive = "channel_archive";
  static constexpr std::string_view channel_created = "channel_created";
  static constexpr std::string_view channel_deleted = "channel_deleted";
  static constexpr std::string_view channel_history_changed = "channel_history_changed";
  static constexpr std::string_view channel_id_changed = "channel_id_changed";
  static constexpr std::string_view channel_left = "channel_left";
  static constexpr std::string_view channel_rename = "channel_rename";
  static constexpr std::string_view channel_shared = "channel_shared";
  static constexpr std::string_view channel_unarchive = "channel_unarchive";
  static constexpr std::string_view channel_unshared = "channel_unshared";
  static constexpr std::string_view dnd_updated = "dnd_updated";
  static constexpr std::string_view dnd_updated_user = "dnd_updated_user";
  static constexpr std::string_view email_domain_changed = "email_domain_changed";
  static constexpr std::string_view emoji_changed = "emoji_changed";
  static constexpr std::string_view entity_details_requested = "entity_details_requested";
  static constexpr std::string_view file_change = "file_change";
  static constexpr std::string_view file_comment_deleted = "file_comment_deleted";
  static constexpr std::string_view file_created = "file_created";
  static constexpr std::string_view file_deleted = "file_deleted";
  static constexpr std::string_view file_public = "file_public";
  static constexpr std::string_view file_shared = "file_shared";
  static constexpr std::string_view file_unshared = "file_unshared";
  static constexpr std::string_view function_executed = "function_executed";
  static constexpr std::string_view grid_migration_finished = "grid_migration_finished";
  static constexpr std::string_view grid_migration_started = "grid_migration_started";
  static constexpr std::string_view group_archive = "group_archive";
  static constexpr std::string_view group_close = "group_close";
  static constexpr std::string_view group_deleted = "group_deleted";
  static constexpr std::string_view group_history_changed = "group_history_changed";
  static constexpr std::string_view group_left = "group_left";
  static constexpr std::string_view group_open = "group_open";
  static constexpr std::string_view group_rename = "group_rename";
  static constexpr std::string_view group_unarchive = "group_unarchive";
  static constexpr std::string_view im_close = "im_close";
  static constexpr std::string_view im_created = "im_created";
  static constexpr std::string_view im_history_changed = "im_history_changed";
  static constexpr std::string_view im_open = "im_open";
  static constexpr std::string_view invite_requested = "invite_requested";
  static constexpr std::string_view link_shared = "link_shared";
  static constexpr std::string_view member_joined_channel = "member_joined_channel";
  static constexpr std::string_view member_left_channel = "member_left_channel";
  static constexpr std::string_view message = "message";
  static constexpr std::string_view message_metadata_deleted = "message_metadata_deleted";
  static constexpr std::string_view message_metadata_posted = "message_metadata_posted";
  static constexpr std::string_view message_metadata_updated = "message_metadata_updated";
  static constexpr std::string_view pin_added = "pin_added";
  static constexpr std::string_view pin_removed = "pin_removed";
  static constexpr std::string_view reaction_added = "reaction_added";
  static constexpr std::string_view reaction_removed = "reaction_removed";
  static constexpr std::string_view shared_channel_invite_accepted = "shared_channel_invite_accepted";
  static constexpr std::string_view shared_channel_invite_approved = "shared_channel_invite_approved";
  static constexpr std::string_view shared_channel_invite_declined = "shared_channel_invite_declined";
  static constexpr std::string_view shared_channel_invite_received = "shared_channel_invite_received";
  static constexpr std::string_view shared_channel_invite_requested = "shared_channel_invite_requested";
  static constexpr std::string_view star_added = "star_added";
  static constexpr std::string_view star_removed = "star_removed";
  static constexpr std::string_view subteam_created = "subteam_created";
  static constexpr std::string_view subteam_members_changed = "subteam_members_changed";
  static constexpr std::string_view subteam_self_added = "subteam_self_added";
  static constexpr std::string_view subteam_self_removed = "subteam_self_removed";
  static constexpr std::string_view subteam_updated = "subteam_updated";
  static constexpr std::string_view team_access_granted = "team_access_granted";
  static constexpr std::string_view team_access_revoked = "team_access_revoked";
  static constexpr std::string_view team_domain_change = "team_domain_change";
  static constexpr std::string_view team_join = "team_join";
  static constexpr std::string_view team_rename = "team_rename";
  static constexpr std::string_view tokens_revoked = "tokens_revoked";
  static constexpr std::string_view user_change = "user_change";
  static constexpr std::string_view user_huddle_changed = "user_huddle_changed";
  static constexpr std::string_view user_profile_changed = "user_profile_changed";
  static constexpr std::string_view user_status_changed = "user_status_changed";
  static constexpr std::string_view workflow_deleted = "workflow_deleted";
  static constexpr std::string_view workflow_published = "workflow_published";
  static constexpr std::string_view workflow_step_deleted = "workflow_step_deleted";
  static constexpr std::string_view workflow_step_execute = "workflow_step_execute";
  static constexpr std::string_view workflow_unpublished = "workflow_unpublished";
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
