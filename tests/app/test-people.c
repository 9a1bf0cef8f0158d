/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/followup/uke-call-editor.h"
#include "app/form/uke-patient-editor.h"
#include "app/palette/uke-palette.h"
#include "app/patients/uke-card-timeline.h"
#include "app/patients/uke-end-dialog.h"
#include "app/patients/uke-line-cache.h"
#include "app/patients/uke-memo-box.h"
#include "app/patients/uke-next-visit.h"
#include "app/patients/uke-patient-card.h"
#include "app/patients/uke-patient-list.h"
#include "app/patients/uke-patients-page.h"
#include "app/patients/uke-timeline-item.h"
#include "app/sync/uke-unsent.h"
#include "app/widgets/uke-device-words.h"
#include "clinic/uke-desk-names.h"
#include "clinic/uke-search.h"
#include "model/uke-codes.h"
#include "tests/app/uke-test-people.h"

static UkePatientCard *
open_card (UkeTestPeople *fixture)
{
  UkePatientCard *card;

  g_assert_true (uke_window_show_record (fixture->window, "patients", &fixture->patient_id));
  card = UKE_PATIENT_CARD (
      uke_test_find_below (GTK_WIDGET (fixture->window), UKE_TYPE_PATIENT_CARD));
  uke_test_wait_for (uke_patient_card_get_file (card) != NULL);
  return card;
}

/* The list offers everybody in kana order, follows a search, and follows what is registered. */
static void
test_list (UkeTestPeople *fixture, gconstpointer data)
{
  g_autoptr (UkePatientList) list = uke_patient_list_new (fixture->clinic->clinic);
  g_autoptr (UkeLineCache) cache = uke_line_cache_new (fixture->clinic->clinic);
  g_autoptr (UkePatientLine) line = NULL;
  g_autoptr (UkeSearchHit) hit = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  uke_patient_list_set_text (list, "1190");
  g_assert_cmpuint (uke_patient_list_get_total (list), ==, 1);
  hit = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (hit->patient_number, ==, "0417");
  line = uke_line_cache_get_line (cache, hit);
  uke_test_wait_for (uke_patient_line_get_outline (line) != NULL);
  g_assert_cmpint (uke_patient_line_get_outline (line)->next_at_us, ==, 0);
  uke_patient_list_set_text (list, "");
  uke_test_clinic_add_patient (fixture->clinic, "2001", "馬場", "健", "ばば", "けん",
                               "090-0000-0001");
  g_assert_cmpuint (uke_patient_list_get_total (list), ==, 3);
  uke_patient_list_set_text (list, "ﾊﾞﾊﾞ");
  g_assert_cmpuint (uke_patient_list_get_total (list), ==, 1);
}

/* Whoever did not change keeps their object, and with it their row on the screen. */
static void
test_list_keeps_objects (UkeTestPeople *fixture, gconstpointer data)
{
  g_autoptr (UkePatientList) list = uke_patient_list_new (fixture->clinic->clinic);
  g_autoptr (UkeSearchHit) before = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_autoptr (UkeSearchHit) after = NULL;

  uke_test_clinic_add_patient (fixture->clinic, "2001", "和田", "健", "わだ", "けん", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  after = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (before == after);
}

static void
count_cb (unsigned *n)
{
  (*n)++;
}

/* The commits of an import are followed in the end, but not each of them. */
static void
test_list_follows_import (UkeTestPeople *fixture, gconstpointer data)
{
  g_autoptr (UkePatientList) list = uke_patient_list_new (fixture->clinic->clinic);
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  unsigned n = 0;

  for (unsigned i = 0; i < 100; i++) {
    UkeId id = uke_id_new (UKE_TEST_NOW_US);

    uke_changes_add (changes, &UKE_ENTITY_PATIENT, &id, NULL, NULL);
  }
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (count_cb), &n);
  for (unsigned i = 0; i < 20; i++)
    g_signal_emit_by_name (fixture->clinic->clinic, "changed", changes);
  g_assert_cmpuint (n, <, 20);
  n = 0;
  uke_test_wait_for (n > 0);
}

/* A list that nobody looks at follows once somebody does. */
static void
test_list_frozen (UkeTestPeople *fixture, gconstpointer data)
{
  g_autoptr (UkePatientList) list = uke_patient_list_new (fixture->clinic->clinic);

  uke_patient_list_set_frozen (list, TRUE);
  uke_test_clinic_add_patient (fixture->clinic, "2001", "馬場", "健", "ばば", "けん",
                               "090-0000-0001");
  g_assert_cmpuint (uke_patient_list_get_total (list), ==, 2);
  uke_patient_list_set_frozen (list, FALSE);
  g_assert_cmpuint (uke_patient_list_get_total (list), ==, 3);
}

static void
note_cb (GListModel *list, unsigned position, unsigned n_removed, unsigned n_added, GArray *sizes)
{
  unsigned n = MAX (n_removed, n_added);

  g_array_append_val (sizes, n);
  /* The list is whole at every step. */
  for (unsigned i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (UkeSearchHit) hit = g_list_model_get_item (list, i);

    g_assert_nonnull (hit);
  }
}

/* Many new patients come into the list a few at a time: no step builds two hundred rows. */
static void
test_list_follows_in_steps (UkeTestPeople *fixture, gconstpointer data)
{
  g_autoptr (UkePatientList) list = uke_patient_list_new (fixture->clinic->clinic);
  g_autoptr (UkePatientList) plain = NULL;
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (unsigned));

  g_signal_handlers_block_matched (fixture->clinic->clinic, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL,
                                   list);
  for (unsigned i = 0; i < 60; i++) {
    g_autofree char *number = g_strdup_printf ("%u", 3000 + i);
    UkeId id
        = uke_test_clinic_add_patient (fixture->clinic, number, "馬場", "健", "ばば", "けん", NULL);

    uke_changes_add (changes, &UKE_ENTITY_PATIENT, &id, NULL, NULL);
  }
  g_assert_cmpuint (uke_patient_list_get_total (list), ==, 2);
  g_signal_connect (list, "items-changed", G_CALLBACK (note_cb), sizes);
  g_signal_handlers_unblock_matched (fixture->clinic->clinic, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL,
                                     list);
  g_signal_emit_by_name (fixture->clinic->clinic, "changed", changes);
  uke_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (list)) == 62);
  g_assert_cmpuint (sizes->len, >, 1);
  for (unsigned i = 0; i < sizes->len; i++)
    g_assert_cmpuint (g_array_index (sizes, unsigned, i), <=, 32);
  plain = uke_patient_list_new (fixture->clinic->clinic);
  for (unsigned i = 0; i < 62; i++) {
    g_autoptr (UkeSearchHit) got = g_list_model_get_item (G_LIST_MODEL (list), i);
    g_autoptr (UkeSearchHit) wanted = g_list_model_get_item (G_LIST_MODEL (plain), i);

    g_assert_true (uke_id_equal (&got->patient_id, &wanted->patient_id));
  }
}

/* The card tells who it is, that somebody has the same name, and how to reach them. */
static void
test_card (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);

  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (card), "安西 真理子"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (card), "あんざい まりこ"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (card), "0417"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (card), "090-0000-4821"));
}

/* A change made elsewhere shows on a card that is open. */
static void
test_card_follows (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);

  uke_test_clinic_do (fixture->clinic, uke_command_add_tag (&fixture->patient_id, "家族来院"));
  uke_test_wait_for (uke_patient_card_get_file (card)->tags->len == 1);
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (card), "家族来院"));
}

/* A call that is planned from the card is owed to this patient. */
static void
test_plan_call (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);

  gtk_widget_activate_action (GTK_WIDGET (card), "card.add-call", NULL);
  GtkWindow *editor = uke_test_find_window (UKE_TYPE_CALL_EDITOR);
  uke_test_wait_for (!uke_id_is_none (uke_call_editor_get_patient (UKE_CALL_EDITOR (editor))));
  gtk_widget_activate_action (GTK_WIDGET (editor), "call-editor.save", NULL);
  uke_test_wait_for (uke_patient_card_get_file (card)->open_follow_ups->len == 1);
}

/* The timeline holds registration and booking, the future first, each kind by itself when asked
 * for. */
static void
test_timeline (UkeTestPeople *fixture, gconstpointer data)
{
  UkeId provider_id = uke_test_clinic_add_provider (fixture->clinic, "森本 衛生士");
  UkePatientFile *file;
  g_autoptr (GPtrArray) all = NULL, visits = NULL, found = NULL, none = NULL;
  UkeTimelineItem *item;

  uke_test_clinic_do (fixture->clinic,
                      uke_command_book (uke_test_clinic_draft_booking (
                          fixture->clinic, &fixture->patient_id, &provider_id, 17 * 60, 30)));
  file = uke_patient_card_get_file (open_card (fixture));
  visits = uke_timeline_build (fixture->clinic->clinic, file, 1u << UKE_TIMELINE_VISIT, NULL);
  g_assert_cmpuint (visits->len, ==, 2);
  item = g_ptr_array_index (visits, 0);
  g_assert_cmpint (item->kind, ==, UKE_TIMELINE_DAY);
  item = g_ptr_array_index (visits, 1);
  g_assert_cmpint (item->kind, ==, UKE_TIMELINE_VISIT);
  g_assert_cmpstr (item->time, ==, "17:00");
  all = uke_timeline_build (fixture->clinic->clinic, file, 0xff, NULL);
  g_assert_cmpuint (all->len, >, visits->len);
  item = g_ptr_array_index (all, 0);
  g_assert_nonnull (strstr (item->title, "Coming up today"));
  none = uke_timeline_build (fixture->clinic->clinic, file, 0xff, "西岡");
  g_assert_cmpuint (none->len, ==, 0);
  found = uke_timeline_build (fixture->clinic->clinic, file, 0xff, "森本");
  g_assert_cmpuint (found->len, ==, 2);
}

/* Desks and programs have names that people know: the server's, the log's, else what they are. */
static void
test_device_words (UkeTestPeople *fixture, gconstpointer data)
{
  UkeClinic *clinic = fixture->clinic->clinic;
  g_autofree char *first = uke_device_words_desk (clinic, 1, "ctl");
  g_autofree char *logged = uke_device_words_desk (clinic, 2, "受付2");
  g_autofree char *numbered = uke_device_words_desk (clinic, 3, NULL);
  g_autofree char *nobody = uke_device_words_desk (clinic, 0, NULL);
  g_autofree char *command_line = uke_device_words_program ("ctl");
  g_autofree char *here = uke_device_words_program ("desk");
  g_autofree char *named = NULL;

  uke_clinic_name_desk (clinic, 1, "受付1");
  named = uke_device_words_desk (clinic, 1, "desk");
  g_assert_cmpstr (first, ==, "Where the clinic began");
  g_assert_cmpstr (logged, ==, "受付2");
  g_assert_cmpstr (numbered, ==, "Desk 3");
  g_assert_null (nobody);
  g_assert_cmpstr (command_line, ==, "Command line");
  g_assert_cmpstr (here, ==, "This desk");
  g_assert_cmpstr (named, ==, "受付1");
}

/* A patient without a next booking is offered the first free time; one click books it. */
static void
test_best_slot (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);
  GtkWidget *next = uke_test_find_below (GTK_WIDGET (card), UKE_TYPE_NEXT_VISIT), *offer;

  uke_test_wait_for (uke_test_shows_text (next, "Book Today"));
  offer = uke_test_find_below (next, GTK_TYPE_BUTTON);
  g_signal_emit_by_name (offer, "clicked");
  uke_test_wait_for (uke_patient_card_get_file (card)->upcoming->len == 1);
  uke_test_wait_for (!gtk_widget_get_visible (offer));
}

/* An internal note joins what was noted before, with the day and who wrote it. */
static void
test_memo (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);
  GtkWidget *memo = uke_test_find_below (GTK_WIDGET (card), UKE_TYPE_MEMO_BOX);
  GtkWidget *entry = uke_test_find_below (memo, GTK_TYPE_ENTRY);
  const char *note;

  gtk_editable_set_text (GTK_EDITABLE (entry), "駐車場が分からない");
  g_signal_emit_by_name (entry, "activate");
  uke_test_wait_for (uke_record_has (uke_patient_card_get_file (card)->patient, UKE_PATIENT_NOTE));
  gtk_editable_set_text (GTK_EDITABLE (entry), "地図を渡した");
  g_signal_emit_by_name (entry, "activate");
  uke_test_wait_for (
      strstr (uke_record_get_text (uke_patient_card_get_file (card)->patient, UKE_PATIENT_NOTE),
              "地図を渡した")
      != NULL);
  note = uke_record_get_text (uke_patient_card_get_file (card)->patient, UKE_PATIENT_NOTE);
  g_assert_nonnull (strstr (note, "11/24"));
  g_assert_nonnull (strstr (note, "駐車場が分からない\n"));
}

static void
book_unsent (UkeTestPeople *fixture)
{
  UkeId provider_id = uke_test_clinic_add_provider (fixture->clinic, "森本 衛生士");

  uke_test_clinic_join (fixture->clinic);
  uke_test_clinic_do (fixture->clinic,
                      uke_command_book (uke_test_clinic_draft_booking (
                          fixture->clinic, &fixture->patient_id, &provider_id, 16 * 60, 30)));
}

/* What is on its way to the server is marked on the card and in its timeline when it has been so
 * for a moment, without anything else happening; rows that stay as they are keep their place. */
static void
test_unsent_card (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);
  GtkWidget *list = uke_test_find_below (
      uke_test_find_below (GTK_WIDGET (card), UKE_TYPE_CARD_TIMELINE), GTK_TYPE_LIST_VIEW);
  GListModel *items = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  unsigned n;
  g_autoptr (GObject) last = NULL;
  g_autoptr (GObject) still = NULL;

  book_unsent (fixture);
  uke_test_wait_for (uke_patient_card_get_file (card)->upcoming->len == 1);
  g_assert_true (uke_test_shows_text (list, "30 min"));
  g_assert_false (uke_test_shows_text (GTK_WIDGET (card), "Not sent yet"));
  n = g_list_model_get_n_items (items);
  last = g_list_model_get_item (items, n - 1);
  uke_clock_advance (fixture->clinic->clock, UKE_UNSENT_PATIENCE_US);
  uke_test_wait_for (uke_test_shows_text (list, "30 min・Not sent yet"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (card), "Not sent yet"));
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, n);
  still = g_list_model_get_item (items, n - 1);
  g_assert_true (still == last);
}

/* So it is in the list. */
static void
test_unsent_list (UkeTestPeople *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (uke_window_show_page (fixture->window, "patients"));

  book_unsent (fixture);
  uke_test_wait_for (uke_test_shows_text (page, "16:00"));
  g_assert_false (uke_test_shows_text (page, "Not sent yet"));
  uke_clock_advance (fixture->clinic->clock, UKE_UNSENT_PATIENCE_US);
  uke_test_wait_for (uke_test_shows_text (page, "Not sent yet"));
}

/* Ending contact names the coming bookings; what is unchecked stays. */
static void
test_end (UkeTestPeople *fixture, gconstpointer data)
{
  UkeId provider_id = uke_test_clinic_add_provider (fixture->clinic, "森本 衛生士");
  UkePatientCard *card;
  GtkWindow *dialog;
  GtkWidget *check;

  for (int hour = 16; hour <= 17; hour++)
    uke_test_clinic_do (fixture->clinic,
                        uke_command_book (uke_test_clinic_draft_booking (
                            fixture->clinic, &fixture->patient_id, &provider_id, hour * 60, 30)));
  card = open_card (fixture);
  gtk_widget_activate_action (GTK_WIDGET (card), "card.end", NULL);
  dialog = uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  check = uke_test_find_below (GTK_WIDGET (dialog), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), UKE_ENDED_MOVED);
  gtk_window_destroy (dialog);
  uke_test_wait_for (
      uke_record_has (uke_patient_card_get_file (card)->patient, UKE_PATIENT_ENDED_REASON));
  g_assert_cmpuint (uke_patient_card_get_file (card)->upcoming->len, ==, 1);
  g_assert_cmpint (uke_zone_minute_of (
                       uke_clinic_get_zone (fixture->clinic->clinic),
                       uke_record_get_time_us (uke_patient_card_get_file (card)->upcoming->pdata[0],
                                               UKE_APPOINTMENT_STARTS_AT_US)),
                   ==, 16 * 60);
}

/* A card that was opened from a search knows the others who were found. */
static void
test_walk (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientsPage *page = UKE_PATIENTS_PAGE (uke_window_show_page (fixture->window, "patients"));
  UkePatientCard *card = UKE_PATIENT_CARD (
      uke_test_find_below (GTK_WIDGET (fixture->window), UKE_TYPE_PATIENT_CARD));
  g_autoptr (UkeSearchResult) result = uke_clinic_search (fixture->clinic->clinic, "あんざい", 9);
  UkeSearchHit *first = result->hits->pdata[0], *second = result->hits->pdata[1];

  uke_patients_page_show_found (page, &first->patient_id, "あんざい");
  uke_test_wait_for (uke_patient_card_get_file (card) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (page), "patients.walk", "i", 1);
  uke_test_wait_for (uke_patient_card_get_file (card) != NULL);
  g_assert_true (uke_id_equal (uke_record_get_id (uke_patient_card_get_file (card)->patient),
                               &second->patient_id));
}

/* Typing in the palette finds by kana, and Enter opens the card of the first. */
static void
test_palette (UkeTestPeople *fixture, gconstpointer data)
{
  GtkWindow *palette;
  GtkWidget *entry;
  UkePatientCard *card;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.search", NULL);
  palette = uke_test_find_window (UKE_TYPE_PALETTE);
  g_assert_nonnull (palette);
  entry = uke_test_find_below (GTK_WIDGET (palette), GTK_TYPE_TEXT);
  gtk_editable_set_text (GTK_EDITABLE (entry), "アンザイ");
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (palette), "No.1182"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "1190");
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (palette), "No.0417"));
  g_assert_false (uke_test_shows_text (GTK_WIDGET (palette), "No.1182"));
  gtk_widget_activate_action (GTK_WIDGET (palette), "palette.open", NULL);
  uke_test_wait_for (uke_test_find_window (UKE_TYPE_PALETTE) == NULL);
  card = UKE_PATIENT_CARD (
      uke_test_find_below (GTK_WIDGET (fixture->window), UKE_TYPE_PATIENT_CARD));
  uke_test_wait_for (uke_patient_card_get_file (card) != NULL);
  g_assert_true (uke_id_equal (uke_record_get_id (uke_patient_card_get_file (card)->patient),
                               &fixture->other_id));
}

/* The empty palette offers who was opened last; Alt+Enter goes to a call to them. */
static void
test_palette_recent (UkeTestPeople *fixture, gconstpointer data)
{
  GtkWindow *palette;

  open_card (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.search", NULL);
  palette = uke_test_find_window (UKE_TYPE_PALETTE);
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (palette), "Opened last"));
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (palette), "Next not decided"));
  gtk_widget_activate_action (GTK_WIDGET (palette), "palette.call", NULL);
  uke_test_wait_for (uke_test_find_window (UKE_TYPE_CALL_EDITOR) != NULL);
  gtk_window_destroy (uke_test_find_window (UKE_TYPE_CALL_EDITOR));
}

/* The entry rows of the form, by their title's order: family, given, family kana, given kana,
 * birth. */
static void
collect_entries (GtkWidget *widget, GPtrArray *entries)
{
  if (ADW_IS_ENTRY_ROW (widget))
    g_ptr_array_add (entries, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_entries (child, entries);
}

/* A new patient without a family name is not registered; with one they are, and their card opens.
 */
static void
test_register (UkeTestPeople *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  GtkWindow *editor;
  g_autoptr (UkePatientList) list = uke_patient_list_new (fixture->clinic->clinic);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.new-patient", "s", "");
  editor = uke_test_find_window (UKE_TYPE_PATIENT_EDITOR);
  g_assert_nonnull (editor);
  collect_entries (GTK_WIDGET (editor), entries);
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.save", NULL);
  g_assert_nonnull (uke_test_find_window (UKE_TYPE_PATIENT_EDITOR));
  gtk_editable_set_text (GTK_EDITABLE (g_ptr_array_index (entries, 0)), "倉本");
  gtk_editable_set_text (GTK_EDITABLE (g_ptr_array_index (entries, 1)), "俊之");
  gtk_editable_set_text (GTK_EDITABLE (g_ptr_array_index (entries, 2)), "クラモト");
  gtk_editable_set_text (GTK_EDITABLE (g_ptr_array_index (entries, 4)), "昭和65年1月1日");
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.save", NULL);
  g_assert_nonnull (uke_test_find_window (UKE_TYPE_PATIENT_EDITOR));
  g_assert_cmpuint (uke_patient_list_get_total (list), ==, 2);
  gtk_editable_set_text (GTK_EDITABLE (g_ptr_array_index (entries, 4)), "S40.1.2");
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.save", NULL);
  uke_test_wait_for (uke_test_find_window (UKE_TYPE_PATIENT_EDITOR) == NULL);
  uke_patient_list_set_text (list, "くらもと");
  g_assert_cmpuint (uke_patient_list_get_total (list), ==, 1);
}

static AdwMessageDialog *
find_message (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next) {
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;
  }
  return NULL;
}

static const char *
ended_reason (UkePatientCard *card)
{
  return uke_record_get_code (uke_patient_card_get_file (card)->patient, UKE_PATIENT_ENDED_REASON);
}

/* Ending contact says what follows, does nothing when it is thought better of, ends it with its
 * reason otherwise, and can be taken back. */
static void
test_end_contact (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);
  AdwMessageDialog *dialog;

  uke_end_dialog_present (GTK_WIDGET (card), fixture->clinic->clinic,
                          uke_patient_card_get_file (card));
  dialog = find_message ();
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (dialog), "安西 真理子"));
  gtk_window_close (GTK_WINDOW (dialog));
  uke_test_wait_for (find_message () == NULL);
  g_assert_cmpstr (ended_reason (card), ==, "");

  uke_end_dialog_present (GTK_WIDGET (card), fixture->clinic->clinic,
                          uke_patient_card_get_file (card));
  dialog = find_message ();
  adw_message_dialog_response (dialog, UKE_ENDED_MOVED);
  gtk_window_close (GTK_WINDOW (dialog));
  uke_test_wait_for (*ended_reason (card) != '\0');
  g_assert_cmpstr (ended_reason (card), ==, UKE_ENDED_MOVED);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  uke_test_wait_for (*ended_reason (card) == '\0');
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func)                                                                            \
  g_test_add (path, UkeTestPeople, NULL, uke_test_people_set_up, func, uke_test_people_tear_down)
  ADD ("/app/people/list", test_list);
  ADD ("/app/people/list-keeps-objects", test_list_keeps_objects);
  ADD ("/app/people/list-follows-import", test_list_follows_import);
  ADD ("/app/people/list-frozen", test_list_frozen);
  ADD ("/app/people/list-follows-in-steps", test_list_follows_in_steps);
  ADD ("/app/people/card", test_card);
  ADD ("/app/people/card-follows", test_card_follows);
  ADD ("/app/people/plan-call", test_plan_call);
  ADD ("/app/people/timeline", test_timeline);
  ADD ("/app/people/device-words", test_device_words);
  ADD ("/app/people/best-slot", test_best_slot);
  ADD ("/app/people/memo", test_memo);
  ADD ("/app/people/unsent-card", test_unsent_card);
  ADD ("/app/people/unsent-list", test_unsent_list);
  ADD ("/app/people/end", test_end);
  ADD ("/app/people/walk", test_walk);
  ADD ("/app/people/palette", test_palette);
  ADD ("/app/people/palette-recent", test_palette_recent);
  ADD ("/app/people/register", test_register);
  ADD ("/app/people/end-contact", test_end_contact);

  return g_test_run ();
}
