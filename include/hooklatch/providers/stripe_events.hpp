// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace providers {
namespace event_names {

// Plain quotes, without `sv`, cost g++ 12 five times as much for a list of this length.
using std::string_view_literals::operator""sv;

/// Stripe's event types, as `stripe::events`: what a webhook endpoint can be subscribed to, from npm's `stripe` 23.1.0
/// (`WebhookEndpointCreateParams.EnabledEvent`). A name has `_` where the type has a full stop. Stripe adds types as it
/// pleases; one that is not here is written as text.
struct stripe_events {
  static constexpr std::string_view account_application_authorized = "account.application.authorized"sv;
  static constexpr std::string_view account_application_deauthorized = "account.application.deauthorized"sv;
  static constexpr std::string_view account_external_account_created = "account.external_account.created"sv;
  static constexpr std::string_view account_external_account_deleted = "account.external_account.deleted"sv;
  static constexpr std::string_view account_external_account_updated = "account.external_account.updated"sv;
  static constexpr std::string_view account_updated = "account.updated"sv;
  static constexpr std::string_view application_fee_created = "application_fee.created"sv;
  static constexpr std::string_view application_fee_refund_updated = "application_fee.refund.updated"sv;
  static constexpr std::string_view application_fee_refunded = "application_fee.refunded"sv;
  static constexpr std::string_view apps_install_created = "apps.install.created"sv;
  static constexpr std::string_view apps_install_deleted = "apps.install.deleted"sv;
  static constexpr std::string_view apps_install_updated = "apps.install.updated"sv;
  static constexpr std::string_view balance_available = "balance.available"sv;
  static constexpr std::string_view balance_settings_updated = "balance_settings.updated"sv;
  static constexpr std::string_view billing_alert_triggered = "billing.alert.triggered"sv;
  static constexpr std::string_view billing_credit_balance_transaction_created =
      "billing.credit_balance_transaction.created"sv;
  static constexpr std::string_view billing_credit_grant_created = "billing.credit_grant.created"sv;
  static constexpr std::string_view billing_credit_grant_updated = "billing.credit_grant.updated"sv;
  static constexpr std::string_view billing_meter_created = "billing.meter.created"sv;
  static constexpr std::string_view billing_meter_deactivated = "billing.meter.deactivated"sv;
  static constexpr std::string_view billing_meter_reactivated = "billing.meter.reactivated"sv;
  static constexpr std::string_view billing_meter_updated = "billing.meter.updated"sv;
  static constexpr std::string_view billing_portal_configuration_created = "billing_portal.configuration.created"sv;
  static constexpr std::string_view billing_portal_configuration_updated = "billing_portal.configuration.updated"sv;
  static constexpr std::string_view billing_portal_session_created = "billing_portal.session.created"sv;
  static constexpr std::string_view capability_updated = "capability.updated"sv;
  static constexpr std::string_view cash_balance_funds_available = "cash_balance.funds_available"sv;
  static constexpr std::string_view charge_captured = "charge.captured"sv;
  static constexpr std::string_view charge_dispute_closed = "charge.dispute.closed"sv;
  static constexpr std::string_view charge_dispute_created = "charge.dispute.created"sv;
  static constexpr std::string_view charge_dispute_funds_reinstated = "charge.dispute.funds_reinstated"sv;
  static constexpr std::string_view charge_dispute_funds_withdrawn = "charge.dispute.funds_withdrawn"sv;
  static constexpr std::string_view charge_dispute_updated = "charge.dispute.updated"sv;
  static constexpr std::string_view charge_expired = "charge.expired"sv;
  static constexpr std::string_view charge_failed = "charge.failed"sv;
  static constexpr std::string_view charge_pending = "charge.pending"sv;
  static constexpr std::string_view charge_refund_updated = "charge.refund.updated"sv;
  static constexpr std::string_view charge_refunded = "charge.refunded"sv;
  static constexpr std::string_view charge_succeeded = "charge.succeeded"sv;
  static constexpr std::string_view charge_updated = "charge.updated"sv;
  static constexpr std::string_view checkout_session_async_payment_failed = "checkout.session.async_payment_failed"sv;
  static constexpr std::string_view checkout_session_async_payment_succeeded =
      "checkout.session.async_payment_succeeded"sv;
  static constexpr std::string_view checkout_session_completed = "checkout.session.completed"sv;
  static constexpr std::string_view checkout_session_expired = "checkout.session.expired"sv;
  static constexpr std::string_view climate_order_canceled = "climate.order.canceled"sv;
  static constexpr std::string_view climate_order_created = "climate.order.created"sv;
  static constexpr std::string_view climate_order_delayed = "climate.order.delayed"sv;
  static constexpr std::string_view climate_order_delivered = "climate.order.delivered"sv;
  static constexpr std::string_view climate_order_product_substituted = "climate.order.product_substituted"sv;
  static constexpr std::string_view climate_product_created = "climate.product.created"sv;
  static constexpr std::string_view climate_product_pricing_updated = "climate.product.pricing_updated"sv;
  static constexpr std::string_view coupon_created = "coupon.created"sv;
  static constexpr std::string_view coupon_deleted = "coupon.deleted"sv;
  static constexpr std::string_view coupon_updated = "coupon.updated"sv;
  static constexpr std::string_view credit_note_created = "credit_note.created"sv;
  static constexpr std::string_view credit_note_updated = "credit_note.updated"sv;
  static constexpr std::string_view credit_note_voided = "credit_note.voided"sv;
  static constexpr std::string_view customer_created = "customer.created"sv;
  static constexpr std::string_view customer_deleted = "customer.deleted"sv;
  static constexpr std::string_view customer_discount_created = "customer.discount.created"sv;
  static constexpr std::string_view customer_discount_deleted = "customer.discount.deleted"sv;
  static constexpr std::string_view customer_discount_updated = "customer.discount.updated"sv;
  static constexpr std::string_view customer_source_created = "customer.source.created"sv;
  static constexpr std::string_view customer_source_deleted = "customer.source.deleted"sv;
  static constexpr std::string_view customer_source_expiring = "customer.source.expiring"sv;
  static constexpr std::string_view customer_source_updated = "customer.source.updated"sv;
  static constexpr std::string_view customer_subscription_created = "customer.subscription.created"sv;
  static constexpr std::string_view customer_subscription_deleted = "customer.subscription.deleted"sv;
  static constexpr std::string_view customer_subscription_paused = "customer.subscription.paused"sv;
  static constexpr std::string_view customer_subscription_pending_update_applied =
      "customer.subscription.pending_update_applied"sv;
  static constexpr std::string_view customer_subscription_pending_update_expired =
      "customer.subscription.pending_update_expired"sv;
  static constexpr std::string_view customer_subscription_resumed = "customer.subscription.resumed"sv;
  static constexpr std::string_view customer_subscription_trial_will_end = "customer.subscription.trial_will_end"sv;
  static constexpr std::string_view customer_subscription_updated = "customer.subscription.updated"sv;
  static constexpr std::string_view customer_tax_id_created = "customer.tax_id.created"sv;
  static constexpr std::string_view customer_tax_id_deleted = "customer.tax_id.deleted"sv;
  static constexpr std::string_view customer_tax_id_updated = "customer.tax_id.updated"sv;
  static constexpr std::string_view customer_updated = "customer.updated"sv;
  static constexpr std::string_view customer_cash_balance_transaction_created =
      "customer_cash_balance_transaction.created"sv;
  static constexpr std::string_view entitlements_active_entitlement_summary_updated =
      "entitlements.active_entitlement_summary.updated"sv;
  static constexpr std::string_view file_created = "file.created"sv;
  static constexpr std::string_view financial_connections_account_account_numbers_updated =
      "financial_connections.account.account_numbers_updated"sv;
  static constexpr std::string_view financial_connections_account_created = "financial_connections.account.created"sv;
  static constexpr std::string_view financial_connections_account_deactivated =
      "financial_connections.account.deactivated"sv;
  static constexpr std::string_view financial_connections_account_disconnected =
      "financial_connections.account.disconnected"sv;
  static constexpr std::string_view financial_connections_account_expected_deactivation_date_updated =
      "financial_connections.account.expected_deactivation_date_updated"sv;
  static constexpr std::string_view financial_connections_account_reactivated =
      "financial_connections.account.reactivated"sv;
  static constexpr std::string_view financial_connections_account_refreshed_balance =
      "financial_connections.account.refreshed_balance"sv;
  static constexpr std::string_view financial_connections_account_refreshed_ownership =
      "financial_connections.account.refreshed_ownership"sv;
  static constexpr std::string_view financial_connections_account_refreshed_transactions =
      "financial_connections.account.refreshed_transactions"sv;
  static constexpr std::string_view financial_connections_account_supported_payment_method_types_updated =
      "financial_connections.account.supported_payment_method_types_updated"sv;
  static constexpr std::string_view financial_connections_account_upcoming_account_number_expiry =
      "financial_connections.account.upcoming_account_number_expiry"sv;
  static constexpr std::string_view financial_connections_account_upcoming_deactivation =
      "financial_connections.account.upcoming_deactivation"sv;
  static constexpr std::string_view financial_connections_authorization_expected_deactivation_date_updated =
      "financial_connections.authorization.expected_deactivation_date_updated"sv;
  static constexpr std::string_view financial_connections_authorization_upcoming_deactivation =
      "financial_connections.authorization.upcoming_deactivation"sv;
  static constexpr std::string_view identity_verification_session_canceled = "identity.verification_session.canceled"sv;
  static constexpr std::string_view identity_verification_session_created = "identity.verification_session.created"sv;
  static constexpr std::string_view identity_verification_session_processing =
      "identity.verification_session.processing"sv;
  static constexpr std::string_view identity_verification_session_redacted = "identity.verification_session.redacted"sv;
  static constexpr std::string_view identity_verification_session_requires_input =
      "identity.verification_session.requires_input"sv;
  static constexpr std::string_view identity_verification_session_verified = "identity.verification_session.verified"sv;
  static constexpr std::string_view invoice_created = "invoice.created"sv;
  static constexpr std::string_view invoice_deleted = "invoice.deleted"sv;
  static constexpr std::string_view invoice_finalization_failed = "invoice.finalization_failed"sv;
  static constexpr std::string_view invoice_finalized = "invoice.finalized"sv;
  static constexpr std::string_view invoice_marked_uncollectible = "invoice.marked_uncollectible"sv;
  static constexpr std::string_view invoice_overdue = "invoice.overdue"sv;
  static constexpr std::string_view invoice_overpaid = "invoice.overpaid"sv;
  static constexpr std::string_view invoice_paid = "invoice.paid"sv;
  static constexpr std::string_view invoice_payment_action_required = "invoice.payment_action_required"sv;
  static constexpr std::string_view invoice_payment_attempt_required = "invoice.payment_attempt_required"sv;
  static constexpr std::string_view invoice_payment_failed = "invoice.payment_failed"sv;
  static constexpr std::string_view invoice_payment_succeeded = "invoice.payment_succeeded"sv;
  static constexpr std::string_view invoice_sent = "invoice.sent"sv;
  static constexpr std::string_view invoice_upcoming = "invoice.upcoming"sv;
  static constexpr std::string_view invoice_updated = "invoice.updated"sv;
  static constexpr std::string_view invoice_voided = "invoice.voided"sv;
  static constexpr std::string_view invoice_will_be_due = "invoice.will_be_due"sv;
  static constexpr std::string_view invoice_payment_paid = "invoice_payment.paid"sv;
  static constexpr std::string_view invoiceitem_created = "invoiceitem.created"sv;
  static constexpr std::string_view invoiceitem_deleted = "invoiceitem.deleted"sv;
  static constexpr std::string_view issuing_authorization_created = "issuing_authorization.created"sv;
  static constexpr std::string_view issuing_authorization_request = "issuing_authorization.request"sv;
  static constexpr std::string_view issuing_authorization_updated = "issuing_authorization.updated"sv;
  static constexpr std::string_view issuing_card_created = "issuing_card.created"sv;
  static constexpr std::string_view issuing_card_updated = "issuing_card.updated"sv;
  static constexpr std::string_view issuing_cardholder_created = "issuing_cardholder.created"sv;
  static constexpr std::string_view issuing_cardholder_updated = "issuing_cardholder.updated"sv;
  static constexpr std::string_view issuing_dispute_closed = "issuing_dispute.closed"sv;
  static constexpr std::string_view issuing_dispute_created = "issuing_dispute.created"sv;
  static constexpr std::string_view issuing_dispute_funds_reinstated = "issuing_dispute.funds_reinstated"sv;
  static constexpr std::string_view issuing_dispute_funds_rescinded = "issuing_dispute.funds_rescinded"sv;
  static constexpr std::string_view issuing_dispute_submitted = "issuing_dispute.submitted"sv;
  static constexpr std::string_view issuing_dispute_updated = "issuing_dispute.updated"sv;
  static constexpr std::string_view issuing_personalization_design_activated =
      "issuing_personalization_design.activated"sv;
  static constexpr std::string_view issuing_personalization_design_deactivated =
      "issuing_personalization_design.deactivated"sv;
  static constexpr std::string_view issuing_personalization_design_rejected =
      "issuing_personalization_design.rejected"sv;
  static constexpr std::string_view issuing_personalization_design_updated = "issuing_personalization_design.updated"sv;
  static constexpr std::string_view issuing_token_created = "issuing_token.created"sv;
  static constexpr std::string_view issuing_token_updated = "issuing_token.updated"sv;
  static constexpr std::string_view issuing_transaction_created = "issuing_transaction.created"sv;
  static constexpr std::string_view issuing_transaction_purchase_details_receipt_updated =
      "issuing_transaction.purchase_details_receipt_updated"sv;
  static constexpr std::string_view issuing_transaction_updated = "issuing_transaction.updated"sv;
  static constexpr std::string_view mandate_updated = "mandate.updated"sv;
  static constexpr std::string_view payment_intent_amount_capturable_updated =
      "payment_intent.amount_capturable_updated"sv;
  static constexpr std::string_view payment_intent_canceled = "payment_intent.canceled"sv;
  static constexpr std::string_view payment_intent_created = "payment_intent.created"sv;
  static constexpr std::string_view payment_intent_partially_funded = "payment_intent.partially_funded"sv;
  static constexpr std::string_view payment_intent_payment_failed = "payment_intent.payment_failed"sv;
  static constexpr std::string_view payment_intent_processing = "payment_intent.processing"sv;
  static constexpr std::string_view payment_intent_requires_action = "payment_intent.requires_action"sv;
  static constexpr std::string_view payment_intent_succeeded = "payment_intent.succeeded"sv;
  static constexpr std::string_view payment_link_created = "payment_link.created"sv;
  static constexpr std::string_view payment_link_updated = "payment_link.updated"sv;
  static constexpr std::string_view payment_method_attached = "payment_method.attached"sv;
  static constexpr std::string_view payment_method_automatically_updated = "payment_method.automatically_updated"sv;
  static constexpr std::string_view payment_method_detached = "payment_method.detached"sv;
  static constexpr std::string_view payment_method_updated = "payment_method.updated"sv;
  static constexpr std::string_view payout_canceled = "payout.canceled"sv;
  static constexpr std::string_view payout_created = "payout.created"sv;
  static constexpr std::string_view payout_failed = "payout.failed"sv;
  static constexpr std::string_view payout_paid = "payout.paid"sv;
  static constexpr std::string_view payout_reconciliation_completed = "payout.reconciliation_completed"sv;
  static constexpr std::string_view payout_updated = "payout.updated"sv;
  static constexpr std::string_view person_created = "person.created"sv;
  static constexpr std::string_view person_deleted = "person.deleted"sv;
  static constexpr std::string_view person_updated = "person.updated"sv;
  static constexpr std::string_view plan_created = "plan.created"sv;
  static constexpr std::string_view plan_deleted = "plan.deleted"sv;
  static constexpr std::string_view plan_updated = "plan.updated"sv;
  static constexpr std::string_view price_created = "price.created"sv;
  static constexpr std::string_view price_deleted = "price.deleted"sv;
  static constexpr std::string_view price_updated = "price.updated"sv;
  static constexpr std::string_view product_created = "product.created"sv;
  static constexpr std::string_view product_deleted = "product.deleted"sv;
  static constexpr std::string_view product_updated = "product.updated"sv;
  static constexpr std::string_view promotion_code_created = "promotion_code.created"sv;
  static constexpr std::string_view promotion_code_updated = "promotion_code.updated"sv;
  static constexpr std::string_view quote_accepted = "quote.accepted"sv;
  static constexpr std::string_view quote_canceled = "quote.canceled"sv;
  static constexpr std::string_view quote_created = "quote.created"sv;
  static constexpr std::string_view quote_finalized = "quote.finalized"sv;
  static constexpr std::string_view radar_early_fraud_warning_created = "radar.early_fraud_warning.created"sv;
  static constexpr std::string_view radar_early_fraud_warning_updated = "radar.early_fraud_warning.updated"sv;
  static constexpr std::string_view refund_created = "refund.created"sv;
  static constexpr std::string_view refund_failed = "refund.failed"sv;
  static constexpr std::string_view refund_updated = "refund.updated"sv;
  static constexpr std::string_view reporting_report_run_failed = "reporting.report_run.failed"sv;
  static constexpr std::string_view reporting_report_run_succeeded = "reporting.report_run.succeeded"sv;
  static constexpr std::string_view reporting_report_type_updated = "reporting.report_type.updated"sv;
  static constexpr std::string_view reserve_hold_created = "reserve.hold.created"sv;
  static constexpr std::string_view reserve_hold_updated = "reserve.hold.updated"sv;
  static constexpr std::string_view reserve_plan_created = "reserve.plan.created"sv;
  static constexpr std::string_view reserve_plan_disabled = "reserve.plan.disabled"sv;
  static constexpr std::string_view reserve_plan_expired = "reserve.plan.expired"sv;
  static constexpr std::string_view reserve_plan_updated = "reserve.plan.updated"sv;
  static constexpr std::string_view reserve_release_created = "reserve.release.created"sv;
  static constexpr std::string_view review_closed = "review.closed"sv;
  static constexpr std::string_view review_opened = "review.opened"sv;
  static constexpr std::string_view setup_intent_canceled = "setup_intent.canceled"sv;
  static constexpr std::string_view setup_intent_created = "setup_intent.created"sv;
  static constexpr std::string_view setup_intent_requires_action = "setup_intent.requires_action"sv;
  static constexpr std::string_view setup_intent_setup_failed = "setup_intent.setup_failed"sv;
  static constexpr std::string_view setup_intent_succeeded = "setup_intent.succeeded"sv;
  static constexpr std::string_view sigma_scheduled_query_run_created = "sigma.scheduled_query_run.created"sv;
  static constexpr std::string_view source_canceled = "source.canceled"sv;
  static constexpr std::string_view source_chargeable = "source.chargeable"sv;
  static constexpr std::string_view source_failed = "source.failed"sv;
  static constexpr std::string_view source_mandate_notification = "source.mandate_notification"sv;
  static constexpr std::string_view source_refund_attributes_required = "source.refund_attributes_required"sv;
  static constexpr std::string_view source_transaction_created = "source.transaction.created"sv;
  static constexpr std::string_view source_transaction_updated = "source.transaction.updated"sv;
  static constexpr std::string_view subscription_schedule_aborted = "subscription_schedule.aborted"sv;
  static constexpr std::string_view subscription_schedule_canceled = "subscription_schedule.canceled"sv;
  static constexpr std::string_view subscription_schedule_completed = "subscription_schedule.completed"sv;
  static constexpr std::string_view subscription_schedule_created = "subscription_schedule.created"sv;
  static constexpr std::string_view subscription_schedule_expiring = "subscription_schedule.expiring"sv;
  static constexpr std::string_view subscription_schedule_released = "subscription_schedule.released"sv;
  static constexpr std::string_view subscription_schedule_updated = "subscription_schedule.updated"sv;
  static constexpr std::string_view tax_settings_updated = "tax.settings.updated"sv;
  static constexpr std::string_view tax_rate_created = "tax_rate.created"sv;
  static constexpr std::string_view tax_rate_updated = "tax_rate.updated"sv;
  static constexpr std::string_view terminal_reader_action_failed = "terminal.reader.action_failed"sv;
  static constexpr std::string_view terminal_reader_action_succeeded = "terminal.reader.action_succeeded"sv;
  static constexpr std::string_view terminal_reader_action_updated = "terminal.reader.action_updated"sv;
  static constexpr std::string_view test_helpers_test_clock_advancing = "test_helpers.test_clock.advancing"sv;
  static constexpr std::string_view test_helpers_test_clock_created = "test_helpers.test_clock.created"sv;
  static constexpr std::string_view test_helpers_test_clock_deleted = "test_helpers.test_clock.deleted"sv;
  static constexpr std::string_view test_helpers_test_clock_internal_failure =
      "test_helpers.test_clock.internal_failure"sv;
  static constexpr std::string_view test_helpers_test_clock_ready = "test_helpers.test_clock.ready"sv;
  static constexpr std::string_view three_d_secure_authentication_canceled = "three_d_secure.authentication.canceled"sv;
  static constexpr std::string_view three_d_secure_authentication_challenge_started =
      "three_d_secure.authentication.challenge_started"sv;
  static constexpr std::string_view three_d_secure_authentication_errored = "three_d_secure.authentication.errored"sv;
  static constexpr std::string_view three_d_secure_authentication_failed = "three_d_secure.authentication.failed"sv;
  static constexpr std::string_view three_d_secure_authentication_requires_challenge =
      "three_d_secure.authentication.requires_challenge"sv;
  static constexpr std::string_view three_d_secure_authentication_requires_submission =
      "three_d_secure.authentication.requires_submission"sv;
  static constexpr std::string_view three_d_secure_authentication_succeeded =
      "three_d_secure.authentication.succeeded"sv;
  static constexpr std::string_view topup_canceled = "topup.canceled"sv;
  static constexpr std::string_view topup_created = "topup.created"sv;
  static constexpr std::string_view topup_failed = "topup.failed"sv;
  static constexpr std::string_view topup_reversed = "topup.reversed"sv;
  static constexpr std::string_view topup_succeeded = "topup.succeeded"sv;
  static constexpr std::string_view transfer_created = "transfer.created"sv;
  static constexpr std::string_view transfer_reversed = "transfer.reversed"sv;
  static constexpr std::string_view transfer_updated = "transfer.updated"sv;
  static constexpr std::string_view treasury_credit_reversal_created = "treasury.credit_reversal.created"sv;
  static constexpr std::string_view treasury_credit_reversal_posted = "treasury.credit_reversal.posted"sv;
  static constexpr std::string_view treasury_debit_reversal_completed = "treasury.debit_reversal.completed"sv;
  static constexpr std::string_view treasury_debit_reversal_created = "treasury.debit_reversal.created"sv;
  static constexpr std::string_view treasury_debit_reversal_initial_credit_granted =
      "treasury.debit_reversal.initial_credit_granted"sv;
  static constexpr std::string_view treasury_financial_account_closed = "treasury.financial_account.closed"sv;
  static constexpr std::string_view treasury_financial_account_created = "treasury.financial_account.created"sv;
  static constexpr std::string_view treasury_financial_account_features_status_updated =
      "treasury.financial_account.features_status_updated"sv;
  static constexpr std::string_view treasury_inbound_transfer_canceled = "treasury.inbound_transfer.canceled"sv;
  static constexpr std::string_view treasury_inbound_transfer_created = "treasury.inbound_transfer.created"sv;
  static constexpr std::string_view treasury_inbound_transfer_failed = "treasury.inbound_transfer.failed"sv;
  static constexpr std::string_view treasury_inbound_transfer_succeeded = "treasury.inbound_transfer.succeeded"sv;
  static constexpr std::string_view treasury_outbound_payment_canceled = "treasury.outbound_payment.canceled"sv;
  static constexpr std::string_view treasury_outbound_payment_created = "treasury.outbound_payment.created"sv;
  static constexpr std::string_view treasury_outbound_payment_expected_arrival_date_updated =
      "treasury.outbound_payment.expected_arrival_date_updated"sv;
  static constexpr std::string_view treasury_outbound_payment_failed = "treasury.outbound_payment.failed"sv;
  static constexpr std::string_view treasury_outbound_payment_posted = "treasury.outbound_payment.posted"sv;
  static constexpr std::string_view treasury_outbound_payment_returned = "treasury.outbound_payment.returned"sv;
  static constexpr std::string_view treasury_outbound_payment_tracking_details_updated =
      "treasury.outbound_payment.tracking_details_updated"sv;
  static constexpr std::string_view treasury_outbound_transfer_canceled = "treasury.outbound_transfer.canceled"sv;
  static constexpr std::string_view treasury_outbound_transfer_created = "treasury.outbound_transfer.created"sv;
  static constexpr std::string_view treasury_outbound_transfer_expected_arrival_date_updated =
      "treasury.outbound_transfer.expected_arrival_date_updated"sv;
  static constexpr std::string_view treasury_outbound_transfer_failed = "treasury.outbound_transfer.failed"sv;
  static constexpr std::string_view treasury_outbound_transfer_posted = "treasury.outbound_transfer.posted"sv;
  static constexpr std::string_view treasury_outbound_transfer_returned = "treasury.outbound_transfer.returned"sv;
  static constexpr std::string_view treasury_outbound_transfer_tracking_details_updated =
      "treasury.outbound_transfer.tracking_details_updated"sv;
  static constexpr std::string_view treasury_received_credit_created = "treasury.received_credit.created"sv;
  static constexpr std::string_view treasury_received_credit_failed = "treasury.received_credit.failed"sv;
  static constexpr std::string_view treasury_received_credit_succeeded = "treasury.received_credit.succeeded"sv;
  static constexpr std::string_view treasury_received_debit_created = "treasury.received_debit.created"sv;
};

}  // namespace event_names

using event_names::stripe_events;

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
