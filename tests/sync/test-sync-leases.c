/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-lease-keeper.h"
#include "clinic/uke-lease-plan.h"
#include "model/uke-draft.h"
#include "support/uke-test-log.h"
#include "uke-test-server.h"

/*
 * Leases of a desk, with the real server behind its proxy: taken by itself while the server is
 * reached, relied on while it is not, also after the desk was started again (sync.md P24).
 */

/** Office: a desk that may lease hours, another that may not, and the column both book in. */
typedef struct {
  UkeTestServer *server;
  UkeTestPlace *one, *two;
  UkeId column_id, patient_id;
} Office;

static const UkeLeaseBook *
leases_of (UkeTestPlace *desk)
{
  return uke_holds_get_leases (uke_clinic_get_holds (desk->clinic->clinic));
}

static unsigned
count_kept_by_other (Office *self)
{
  g_autoptr (GArray) others
      = uke_holds_list_others (uke_clinic_get_holds (self->two->clinic->clinic), 0, G_MAXINT64);

  return others->len;
}

static gboolean
has_leases (gpointer data)
{
  Office *self = data;

  return uke_lease_book_get_n (leases_of (self->one)) >= 4 && count_kept_by_other (self) >= 4
         && uke_test_place_is_live (self->one) && uke_test_place_is_live (self->two);
}

static gboolean
has_column (gpointer data)
{
  Office *self = data;
  g_autoptr (UkeRecord) column
      = uke_test_clinic_read (self->two->clinic, &UKE_ENTITY_RESOURCE, &self->column_id);
  g_autoptr (UkeRecord) patient
      = uke_test_clinic_read (self->two->clinic, &UKE_ENTITY_PATIENT, &self->patient_id);

  return column != NULL && patient != NULL;
}

static void
set_up (Office *self)
{
  self->server = uke_test_server_new ();
  self->one = uke_test_place_new (self->server, "受付1");
  self->two = uke_test_place_new (self->server, "受付2");
  self->column_id = uke_test_clinic_add_provider (self->one->clinic, "髙橋");
  self->patient_id = uke_test_clinic_add_patient (self->one->clinic, "2001", "早坂", "花子",
                                                  "はやさか", "はなこ", NULL);
  uke_test_clinic_do (self->one->clinic, uke_command_set_lease_hours (self->one->home->dev, 2));
  uke_test_until (has_column, self, "the column to come");
  uke_test_until (has_leases, self, "hours to be leased");
}

static void
clear_office (Office *self)
{
  uke_test_place_free (self->one);
  uke_test_place_free (self->two);
  uke_test_server_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, clear_office)

static UkeCommand *
make_booking (Office *self, UkeTestPlace *desk, int64_t starts_at_us)
{
  UkeDraft *draft
      = uke_test_clinic_draft_booking (desk->clinic, &self->patient_id, &self->column_id, 0, 30);

  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, starts_at_us);
  return uke_command_book (draft);
}

static UkeId
book (Office *self, UkeTestPlace *desk, int64_t starts_at_us)
{
  return uke_test_clinic_do (desk->clinic, make_booking (self, desk, starts_at_us));
}

/* Of what another desk keeps people are warned, and may go on. */
static UkeId
book_anyway (Office *self, UkeTestPlace *desk, int64_t starts_at_us)
{
  UkeCommand *command = make_booking (self, desk, starts_at_us);

  uke_test_clinic_refuse (desk->clinic, make_booking (self, desk, starts_at_us),
                          UKE_CLINIC_ERROR_WARNINGS);
  uke_command_set_accepts_warnings (command, TRUE);
  return uke_test_clinic_do (desk->clinic, command);
}

static gboolean
is_certain (UkeTestPlace *desk, const UkeId *booking_id)
{
  return uke_holds_is_certain (uke_clinic_get_holds (desk->clinic->clinic), booking_id);
}

static gboolean
is_offline (gpointer data)
{
  return uke_test_place_facts (data)->state == UKE_SYNC_STAGE_OFFLINE;
}

static gboolean
needs_new_time (UkeTestPlace *desk, const UkeId *id)
{
  g_autoptr (UkeRecord) booking = uke_test_clinic_read (desk->clinic, &UKE_ENTITY_APPOINTMENT, id);

  g_assert_nonnull (booking);
  return uke_record_get_bool (booking, UKE_APPOINTMENT_NEEDS_NEW_TIME);
}

/* Without the server a desk promises what stands in its leases, also after it was started again,
 * and nothing else; another desk that books the same time and comes to the server first gets it
 * nevertheless not. */
static void
test_without_server (void)
{
  g_auto (Office) office = { 0 };
  UkeId first, second, outside, other;
  int64_t first_us, second_us;

  set_up (&office);
  first_us = uke_lease_book_get (leases_of (office.one), 0)->hold.from_us;
  second_us = uke_lease_book_get (leases_of (office.one), 1)->hold.from_us;
  uke_test_server_tell (office.server, "kill");
  uke_test_until (is_offline, office.one, "a desk to notice");
  uke_test_until (is_offline, office.two, "the other desk to notice");
  first = book (&office, office.one, first_us);
  other = book_anyway (&office, office.two, first_us);
  g_assert_true (is_certain (office.one, &first));
  g_assert_false (is_certain (office.two, &other));
  uke_test_place_stop (office.one);
  uke_test_clinic_reopen (office.one->clinic);
  g_assert_cmpuint (uke_lease_book_get_n (leases_of (office.one)), ==, 0);
  uke_test_place_start (office.one);
  uke_test_until (is_offline, office.one, "a desk to notice again");
  g_assert_true (is_certain (office.one, &first));
  second = book (&office, office.one, second_us);
  g_assert_true (is_certain (office.one, &second));
  outside = book (&office, office.one, first_us + 3600 * 24 * 30 * INT64_C (1000000));
  g_assert_false (is_certain (office.one, &outside));
  uke_test_place_stop (office.one);
  uke_test_server_tell (office.server, "start");
  uke_sync_engine_sync_now (office.two->engine);
  uke_test_place_until_live (office.two);
  g_assert_true (needs_new_time (office.two, &other));
  uke_test_place_start (office.one);
  uke_test_place_until_live (office.one);
  g_assert_false (needs_new_time (office.one, &first));
  g_assert_false (needs_new_time (office.one, &second));
}

static gboolean
is_nothing_kept (gpointer data)
{
  return count_kept_by_other (data) == 0;
}

/* A desk that is shut out keeps nothing any more, and the others know at once. */
static void
test_revoked (void)
{
  g_auto (Office) office = { 0 };
  g_autofree char *order = NULL;

  set_up (&office);
  order = g_strdup_printf ("revoke %u", office.one->home->dev);
  uke_test_server_tell (office.server, order);
  uke_test_until (is_nothing_kept, &office, "its leases to end");
}

static gboolean
has_none (gpointer data)
{
  Office *self = data;

  return uke_lease_book_get_n (leases_of (self->one)) == 0 && is_nothing_kept (self);
}

/* What the settings do not allow any more is given up. */
static void
test_not_allowed_any_more (void)
{
  g_auto (Office) office = { 0 };

  set_up (&office);
  uke_test_clinic_do (office.two->clinic, uke_command_set_lease_hours (office.one->home->dev, 0));
  uke_test_until (has_none, &office, "the leases to be given up");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/sync/leases/without-server", test_without_server);
  g_test_add_func ("/sync/leases/revoked", test_revoked);
  g_test_add_func ("/sync/leases/not-allowed-any-more", test_not_allowed_any_more);
  return g_test_run ();
}
