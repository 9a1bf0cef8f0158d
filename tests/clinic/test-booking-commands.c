/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-booking-commands.h"
#include "model/uke-overlap.h"
#include "support/uke-test-clinic.h"

typedef struct {
  UkeTestClinic *test;
  UkeId provider, menu, hanako, taro;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->test = uke_test_clinic_new ();
  self->provider = uke_test_clinic_add_provider (self->test, "森本 衛生士");
  self->menu = uke_test_clinic_add_menu (self->test, "定期検診", 45);
  self->hanako = uke_test_clinic_add_patient (self->test, "1", "山田", "花子", "ヤマダ", "ハナコ",
                                              "090-0000-0001");
  self->taro = uke_test_clinic_add_patient (self->test, "2", "佐藤", "太郎", "サトウ", "タロウ",
                                            "090-0000-0002");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  uke_test_clinic_free (self->test);
}

static UkeId
book (Fixture *self, const UkeId *patient, int minute)
{
  return uke_test_clinic_do (self->test, uke_command_book (uke_test_clinic_draft_booking (
                                             self->test, patient, &self->provider, minute, 45)));
}

static UkeRecord *
read_booking (Fixture *self, const UkeId *id)
{
  return uke_test_clinic_read (self->test, &UKE_ENTITY_APPOINTMENT, id);
}

/* A booking fills in what the form did not say, and the lead becomes somebody with a booking. */
static void
test_book (Fixture *self, gconstpointer data)
{
  UkeId id = book (self, &self->hanako, 11 * 60);
  g_autoptr (UkeRecord) booking = read_booking (self, &id);
  g_autoptr (UkeRecord) patient
      = uke_test_clinic_read (self->test, &UKE_ENTITY_PATIENT, &self->hanako);

  g_assert_cmpstr (uke_record_get_code (booking, UKE_APPOINTMENT_STATUS), ==, "booked");
  g_assert_cmpstr (uke_record_get_code (booking, UKE_APPOINTMENT_CHANNEL), ==, "desk");
  g_assert_true (uke_record_get_bool (booking, UKE_APPOINTMENT_IS_FIRST_VISIT));
  g_assert_cmpstr (uke_record_get_code (patient, UKE_PATIENT_STAGE), ==, "consult_booked");
}

/* Somebody whose last visit came with a list is not new, though no visit was counted here yet. */
static void
test_book_known (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) before
      = uke_test_clinic_read (self->test, &UKE_ENTITY_PATIENT, &self->hanako);
  UkeDraft *known = uke_draft_new_from (before);
  g_autoptr (UkeRecord) booking = NULL;
  UkeId id;

  uke_draft_set_date (known, UKE_PATIENT_LAST_VISIT_DATE, uke_date_from_ymd (2026, 10, 17));
  uke_test_clinic_do (self->test, uke_command_edit_patient (uke_patient_form_new (known)));
  id = book (self, &self->hanako, 11 * 60);
  booking = read_booking (self, &id);
  g_assert_false (uke_record_get_bool (booking, UKE_APPOINTMENT_IS_FIRST_VISIT));
}

/* A double booking is warned of; accepted, it takes an extra lane and is marked. */
static void
test_overlap (Fixture *self, gconstpointer data)
{
  UkeId first = book (self, &self->hanako, 11 * 60);
  UkeDraft *draft
      = uke_test_clinic_draft_booking (self->test, &self->taro, &self->provider, 11 * 60 + 15, 30);
  g_autoptr (UkeDraft) again = uke_draft_copy (draft);
  g_autoptr (GError) error = NULL;
  UkeReceipt *receipt = uke_test_clinic_execute (self->test, uke_command_book (draft), &error);
  UkeCommand *command = NULL;
  UkeWarning *warning = NULL;

  g_assert_null (receipt);
  g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_WARNINGS);
  g_assert_cmpuint (uke_clinic_error_warnings (error)->len, ==, 1);
  warning = uke_clinic_error_warnings (error)->pdata[0];
  g_assert_cmpint (warning->code, ==, UKE_WARNING_DOUBLE_PROVIDER);
  g_assert_true (uke_id_equal (&warning->appointment_id, &first));

  command = uke_command_book (g_steal_pointer (&again));
  uke_command_set_accepts_warnings (command, TRUE);
  UkeId second = uke_test_clinic_do (self->test, command);
  g_autoptr (UkeRecord) booking = read_booking (self, &second);
  g_assert_true (uke_record_get_bool (booking, UKE_APPOINTMENT_OVERLAP_ACCEPTED));
}

/* An accepted overlap still needs the permission for it: reception gives a reason. */
static void
test_overlap_needs_reason (Fixture *self, gconstpointer data)
{
  UkeId reception = uke_test_clinic_add_staff (self->test, "小川", "reception");
  UkeCommand *command = NULL;

  book (self, &self->hanako, 11 * 60);
  uke_clinic_sit_down (self->test->clinic, &reception);
  command = uke_command_book (
      uke_test_clinic_draft_booking (self->test, &self->taro, &self->provider, 11 * 60, 45));
  uke_command_set_accepts_warnings (command, TRUE);
  uke_test_clinic_refuse (self->test, command, UKE_CLINIC_ERROR_NEEDS_REASON);
  command = uke_command_book (
      uke_test_clinic_draft_booking (self->test, &self->taro, &self->provider, 11 * 60, 45));
  uke_command_set_accepts_warnings (command, TRUE);
  uke_command_set_reason (command, "急患");
  uke_test_clinic_do (self->test, command);
}

/* Whoever moves a booking onto a time that another desk keeps is told which, and may go on; beside
 * it nobody asks. */
static void
test_held (Fixture *self, gconstpointer data)
{
  static const UkeHoldKeeper keeper = { NULL, NULL };
  UkeHolds *holds = uke_clinic_get_holds (self->test->clinic);
  UkeWireHold hold = { .dev = 3, .resource_id = self->provider, .name = "受付 2" };
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));
  UkeId id = book (self, &self->hanako, 11 * 60);
  g_autoptr (UkeRecord) booking = read_booking (self, &id);
  g_autoptr (UkeRecord) moved = NULL;
  g_autoptr (GError) error = NULL;
  const int64_t two_us = uke_test_clinic_at (self->test, 14 * 60);
  UkeCommand *command;
  UkeWarning *warning;

  hold.from_us = two_us;
  hold.to_us = two_us + 30 * INT64_C (60000000);
  hold.until_us = UKE_TEST_NOW_US + 120 * INT64_C (1000000);
  g_array_append_val (told, hold);
  uke_holds_set_keeper (holds, &keeper, NULL, 2);
  uke_holds_replace (holds, told, UKE_TEST_NOW_US);
  g_assert_null (uke_test_clinic_execute (
      self->test, uke_command_move (booking, two_us, 45, NULL, NULL), &error));
  g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_WARNINGS);
  g_assert_cmpuint (uke_clinic_error_warnings (error)->len, ==, 1);
  warning = uke_clinic_error_warnings (error)->pdata[0];
  g_assert_cmpint (warning->code, ==, UKE_WARNING_HELD);
  g_assert_cmpstr (warning->text, ==, "受付 2");
  g_assert_cmpint (warning->starts_at_us, ==, two_us);
  command = uke_command_move (booking, two_us, 45, NULL, NULL);
  uke_command_set_accepts_warnings (command, TRUE);
  uke_test_clinic_do (self->test, command);
  moved = read_booking (self, &id);
  uke_test_clinic_do (self->test, uke_command_move (moved, hold.to_us, 45, NULL, NULL));
}

/* Outside the hours staff are asked too, and a time off the grid is refused. */
static void
test_hours_and_grid (Fixture *self, gconstpointer data)
{
  UkeDraft *late
      = uke_test_clinic_draft_booking (self->test, &self->taro, &self->provider, 20 * 60, 30);
  UkeDraft *odd
      = uke_test_clinic_draft_booking (self->test, &self->taro, &self->provider, 11 * 60 + 3, 30);

  uke_test_clinic_refuse (self->test, uke_command_book (late), UKE_CLINIC_ERROR_WARNINGS);
  uke_test_clinic_refuse (self->test, uke_command_book (odd), UKE_CLINIC_ERROR_BAD_VALUE);
}

/* Move, undo: the booking is back where it was, and undoing twice undoes the booking itself. */
static void
test_move_and_undo (Fixture *self, gconstpointer data)
{
  UkeId id = book (self, &self->hanako, 11 * 60);
  g_autoptr (UkeRecord) before = read_booking (self, &id);
  g_autoptr (GError) error = NULL;

  uke_test_clinic_do (
      self->test,
      uke_command_move (before, uke_test_clinic_at (self->test, 14 * 60), 60, NULL, NULL));
  g_autoptr (UkeRecord) moved = read_booking (self, &id);
  g_assert_cmpint (uke_record_get_int (moved, UKE_APPOINTMENT_LENGTH_MIN), ==, 60);
  g_assert_true (uke_test_clinic_undo (self->test, &error));
  g_assert_no_error (error);
  g_autoptr (UkeRecord) back = read_booking (self, &id);
  g_assert_cmpint (uke_record_get_int (back, UKE_APPOINTMENT_LENGTH_MIN), ==, 45);
  g_assert_cmpint (uke_record_get_time_us (back, UKE_APPOINTMENT_STARTS_AT_US), ==,
                   uke_test_clinic_at (self->test, 11 * 60));
  g_assert_true (uke_test_clinic_undo (self->test, &error));
  g_assert_no_error (error);
  g_assert_null (read_booking (self, &id));
}

/* The time a booking left is free at once for somebody else. */
static void
test_move_frees_slot (Fixture *self, gconstpointer data)
{
  UkeId id = book (self, &self->hanako, 11 * 60);
  g_autoptr (UkeRecord) before = read_booking (self, &id);

  uke_test_clinic_do (
      self->test,
      uke_command_move (before, uke_test_clinic_at (self->test, 14 * 60), 45, NULL, NULL));
  book (self, &self->taro, 11 * 60);
}

/* Whoever moves a booking that somebody else has moved meanwhile is told so. */
static void
test_conflict (Fixture *self, gconstpointer data)
{
  UkeId id = book (self, &self->hanako, 11 * 60);
  g_autoptr (UkeRecord) seen = read_booking (self, &id);
  g_autoptr (GError) error = NULL;
  UkeReceipt *receipt = NULL;

  uke_test_clinic_do (self->test, uke_command_move (seen, uke_test_clinic_at (self->test, 14 * 60),
                                                    45, NULL, NULL));
  receipt = uke_test_clinic_execute (
      self->test, uke_command_move (seen, uke_test_clinic_at (self->test, 15 * 60), 45, NULL, NULL),
      &error);
  g_assert_null (receipt);
  g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_CONFLICT);
  g_assert_cmpstr (uke_clinic_error_facts (error)->field, ==, "starts_at_us");
  g_assert_false (uke_id_is_none (&uke_clinic_error_facts (error)->staff_id));
}

/* Statuses stamp their time, and "done" counts the visit; undo takes all of it back. */
static void
test_done_and_undo (Fixture *self, gconstpointer data)
{
  UkeId id = book (self, &self->hanako, 10 * 60);
  static const UkeStatus STEPS[] = { UKE_STATUS_ARRIVED, UKE_STATUS_DONE };
  g_autoptr (GError) error = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (STEPS); i++) {
    g_autoptr (UkeRecord) seen = read_booking (self, &id);

    uke_clock_advance (self->test->clock, 60000000);
    uke_test_clinic_do (self->test, uke_command_set_status (seen, STEPS[i]));
  }
  g_autoptr (UkeRecord) done = read_booking (self, &id);
  g_autoptr (UkeRecord) patient
      = uke_test_clinic_read (self->test, &UKE_ENTITY_PATIENT, &self->hanako);
  g_assert_cmpint (uke_record_get_time_us (done, UKE_APPOINTMENT_ARRIVED_AT_US), ==,
                   UKE_TEST_NOW_US + 60000000);
  g_assert_cmpint (uke_record_get_time_us (done, UKE_APPOINTMENT_DONE_AT_US), ==,
                   UKE_TEST_NOW_US + 120000000);
  g_assert_cmpint (uke_record_get_int (patient, UKE_PATIENT_VISIT_COUNT), ==, 1);
  g_assert_cmpint (uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE), ==,
                   uke_clock_today (self->test->clock));
  g_assert_cmpstr (uke_record_get_code (patient, UKE_PATIENT_STAGE), ==, "consulted");

  g_assert_true (uke_test_clinic_undo (self->test, &error));
  g_assert_no_error (error);
  g_autoptr (UkeRecord) again = read_booking (self, &id);
  g_autoptr (UkeRecord) before
      = uke_test_clinic_read (self->test, &UKE_ENTITY_PATIENT, &self->hanako);
  g_assert_cmpstr (uke_record_get_code (again, UKE_APPOINTMENT_STATUS), ==, "arrived");
  g_assert_cmpint (uke_record_get_int (before, UKE_PATIENT_VISIT_COUNT), ==, 0);
  g_assert_false (uke_record_has (before, UKE_PATIENT_LAST_VISIT_DATE));
}

/* A cancelled booking keeps its reason, frees its time, and takes no further status. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  UkeId id = book (self, &self->hanako, 11 * 60);
  g_autoptr (UkeRecord) seen = read_booking (self, &id);

  uke_test_clinic_do (self->test, uke_command_cancel (seen, "patient", "発熱"));
  g_autoptr (UkeRecord) gone = read_booking (self, &id);
  g_assert_cmpstr (uke_record_get_code (gone, UKE_APPOINTMENT_CANCELLED_BY), ==, "patient");
  book (self, &self->taro, 11 * 60);
  uke_test_clinic_refuse (self->test, uke_command_set_status (gone, UKE_STATUS_ARRIVED),
                          UKE_CLINIC_ERROR_STATE);
  uke_test_clinic_refuse (
      self->test, uke_command_move (gone, uke_test_clinic_at (self->test, 15 * 60), 45, NULL, NULL),
      UKE_CLINIC_ERROR_STATE);
}

/* The sysadmin books nobody. */
static void
test_denied (Fixture *self, gconstpointer data)
{
  UkeId sysadmin = uke_test_clinic_add_staff (self->test, "技術", "sysadmin");
  unsigned n = self->test->n_changed;

  uke_clinic_sit_down (self->test->clinic, &sysadmin);
  uke_test_clinic_refuse (self->test,
                          uke_command_book (uke_test_clinic_draft_booking (
                              self->test, &self->taro, &self->provider, 11 * 60, 30)),
                          UKE_CLINIC_ERROR_DENIED);
  g_assert_cmpuint (self->test->n_changed, ==, n);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/clinic/booking/book", test_book);
  ADD ("/clinic/booking/book-known", test_book_known);
  ADD ("/clinic/booking/overlap", test_overlap);
  ADD ("/clinic/booking/overlap-needs-reason", test_overlap_needs_reason);
  ADD ("/clinic/booking/held", test_held);
  ADD ("/clinic/booking/hours-and-grid", test_hours_and_grid);
  ADD ("/clinic/booking/move-and-undo", test_move_and_undo);
  ADD ("/clinic/booking/move-frees-slot", test_move_frees_slot);
  ADD ("/clinic/booking/conflict", test_conflict);
  ADD ("/clinic/booking/done-and-undo", test_done_and_undo);
  ADD ("/clinic/booking/cancel", test_cancel);
  ADD ("/clinic/booking/denied", test_denied);
  return g_test_run ();
}
