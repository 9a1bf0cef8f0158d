/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/followup/uke-followup-list.h"

#include "app/followup/uke-followup-row.h"
#include "clinic/uke-follow-up-commands.h"
#include "tests/app/uke-test-display.h"
#include "tests/support/uke-test-clinic.h"

#define HOUR_US (INT64_C (3600) * 1000000)

typedef struct {
  UkeTestClinic *clinic;
  GtkWindow *window;
  UkeFollowupList *list;
  UkeId calls[4];
} Fixture;

static UkeId
add_call (Fixture *fixture, const char *number, const char *reason, int hours_late)
{
  UkeId patient_id = uke_test_clinic_add_patient (fixture->clinic, number, "大槻", "恵理",
                                                  "おおつき", "えり", "090-0000-2736");
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &patient_id);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, reason);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, UKE_TEST_NOW_US - hours_late * HOUR_US);
  return uke_test_clinic_do (fixture->clinic, uke_command_create_follow_up (draft));
}

static void
show (Fixture *fixture, UkeFollowupPart part)
{
  UkeFollowUpFilter filter = { .include_closed_today = TRUE };
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UkeFollowUpList) queue = NULL;

  uke_clinic_load_follow_ups_async (fixture->clinic->clinic, &filter, NULL, uke_test_await_cb,
                                    &pending);
  result = uke_test_await (&pending);
  queue = uke_clinic_load_follow_ups_finish (fixture->clinic->clinic, result, NULL);
  uke_followup_list_show (fixture->list, fixture->clinic->clinic, queue, part);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  fixture->calls[0] = add_call (fixture, "1", "recall", 48);
  fixture->calls[1] = add_call (fixture, "2", "aftercare", 24);
  fixture->calls[2] = add_call (fixture, "3", "recall", -1);
  fixture->calls[3] = add_call (fixture, "4", "aftercare", -72);
  fixture->list = g_object_new (UKE_TYPE_FOLLOWUP_LIST, NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->list));
  gtk_window_present (fixture->window);
  show (fixture, UKE_FOLLOWUP_PART_TODAY);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  uke_test_clinic_free (fixture->clinic);
}

static gboolean
is_at (Fixture *fixture, unsigned position, unsigned call)
{
  GPtrArray *items = uke_followup_list_get_items (fixture->list);
  UkeFollowUpItem *item = position < items->len ? g_ptr_array_index (items, position) : NULL;

  return item != NULL && uke_id_equal (uke_record_get_id (item->follow_up), &fixture->calls[call]);
}

/* The nth toggle of the list: by priority, by reason, one's own. */
static GtkToggleButton *
find_toggle (GtkWidget *widget, unsigned *n)
{
  if (GTK_IS_TOGGLE_BUTTON (widget) && (*n)-- == 0)
    return GTK_TOGGLE_BUTTON (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkToggleButton *found = find_toggle (child, n);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
press_toggle (Fixture *fixture, unsigned n)
{
  gtk_toggle_button_set_active (find_toggle (GTK_WIDGET (fixture->list), &n), TRUE);
}

/* By priority the overdue ones come first, the heavier reason before the other; another day's call
 * is under "planned". */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (uke_followup_list_get_items (fixture->list)->len, ==, 3);
  g_assert_true (is_at (fixture, 0, 1));
  g_assert_true (is_at (fixture, 1, 0));
  g_assert_true (is_at (fixture, 2, 2));
  show (fixture, UKE_FOLLOWUP_PART_PLANNED);
  g_assert_cmpuint (uke_followup_list_get_items (fixture->list)->len, ==, 1);
  g_assert_true (is_at (fixture, 0, 3));
}

/* By reason those of one reason stand together, and within it by priority. */
static void
test_by_reason (Fixture *fixture, gconstpointer data)
{
  fixture->calls[3] = add_call (fixture, "5", "manual", 72);
  show (fixture, UKE_FOLLOWUP_PART_TODAY);
  g_assert_true (is_at (fixture, 2, 0));
  press_toggle (fixture, 1);
  g_assert_true (is_at (fixture, 0, 1));
  g_assert_true (is_at (fixture, 1, 3));
  g_assert_true (is_at (fixture, 2, 0));
  g_assert_true (is_at (fixture, 3, 2));
  press_toggle (fixture, 0);
  g_assert_true (is_at (fixture, 1, 3));
  g_assert_true (is_at (fixture, 3, 2));
}

/* A call becomes one's own when it is claimed. */
static void
test_mine (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeRecord) call
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_FOLLOW_UP, &fixture->calls[2]);

  press_toggle (fixture, 2);
  g_assert_cmpuint (uke_followup_list_get_items (fixture->list)->len, ==, 0);
  uke_test_clinic_do (fixture->clinic, uke_command_claim_follow_up (call));
  show (fixture, UKE_FOLLOWUP_PART_TODAY);
  g_assert_cmpuint (uke_followup_list_get_items (fixture->list)->len, ==, 1);
  g_assert_true (is_at (fixture, 0, 2));
}

/* The row that has the focus keeps it when the queue is read again. */
static void
test_focus_stays (Fixture *fixture, gconstpointer data)
{
  GtkWidget *before;

  uke_followup_list_select (fixture->list, &fixture->calls[0]);
  uke_followup_list_focus (fixture->list);
  before = gtk_window_get_focus (fixture->window);
  g_assert_true (UKE_IS_FOLLOWUP_ROW (before));
  show (fixture, UKE_FOLLOWUP_PART_TODAY);
  g_assert_true (UKE_IS_FOLLOWUP_ROW (gtk_window_get_focus (fixture->window)));
  g_assert_true (uke_id_equal (
      uke_record_get_id (
          uke_followup_row_get_item (UKE_FOLLOWUP_ROW (gtk_window_get_focus (fixture->window)))
              ->follow_up),
      &fixture->calls[0]));
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/followup-list/parts", test_parts);
  ADD ("/app/followup-list/by-reason", test_by_reason);
  ADD ("/app/followup-list/mine", test_mine);
  ADD ("/app/followup-list/focus-stays", test_focus_stays);

  return g_test_run ();
}
