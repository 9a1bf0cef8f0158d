/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/duplicates/uke-duplicate-words.h"
#include "app/duplicates/uke-duplicates-page.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-search.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"

/* One program a process; every case has a clinic of its own: real, encrypted, open. */
static GtkApplication *application;

typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  UkeId first_id;
  UkeId second_id;
} Fixture;

static UkeId
add_born (Fixture *fixture, const char *number, const char *family, const char *phone, UkeDate born)
{
  UkeId id = uke_test_clinic_add_patient (fixture->clinic, number, family, "房江", "さいとう",
                                          "ふさえ", phone);
  g_autoptr (UkeRecord) seen = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_PATIENT, &id);
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, born);
  uke_test_clinic_do (fixture->clinic, uke_command_edit_patient (uke_patient_form_new (draft)));
  return id;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  fixture->first_id = add_born (fixture, "1182", "斎藤", "090-0000-4821", -7000);
  fixture->second_id = add_born (fixture, "2044", "齋藤", "090-0000-4821", -7000);
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic->clinic);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_test_close_window (GTK_WINDOW (fixture->window));
  uke_test_clinic_free (fixture->clinic);
}

/* Whether a control with this text can be used. */
static gboolean
can_use (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget)
      && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (can_use (child, text))
      return TRUE;
  return FALSE;
}

static GtkWidget *
open_page (Fixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (uke_window_show_page (fixture->window, "duplicates"));

  uke_test_wait_for (uke_test_shows_text (page, "To check 1"));
  uke_test_wait_for (can_use (page, "Merge as the same person"));
  return page;
}

static unsigned
count_found (Fixture *fixture)
{
  g_autoptr (UkeSearchResult) found = uke_clinic_search (fixture->clinic->clinic, "さいとう", 10);

  return found->total;
}

/* The pair stands in the list with how sure it is and why, and on the right field by field. */
static void
test_show (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture);

  g_assert_true (uke_test_shows_text (page, "88"));
  g_assert_true (uke_test_shows_text (page, "斎藤／齋藤 房江"));
  g_assert_true (uke_test_shows_text (page, "variant characters・phone・birth date agree"));
  g_assert_true (uke_test_shows_text (page, "Registered first　No.1182"));
  g_assert_true (uke_test_shows_text (page, "Registered later　No.2044"));
  g_assert_true (uke_test_shows_text (page, "090-0000-4821"));
  g_assert_true (uke_test_shows_text (page, "Differs"));
  g_assert_true (uke_test_shows_text (page, "Same"));
}

/* 1 merges, the list is empty and says so kindly, the pair stands under "same person", and parting
 * it there brings both back. */
static void
test_merge_and_part (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture);

  gtk_widget_activate_action (page, "duplicates.same", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Same person 1"));
  uke_test_wait_for (uke_test_shows_text (page, "Nobody is registered twice"));
  g_assert_cmpuint (count_found (fixture), ==, 1);
  gtk_widget_activate_action (page, "duplicates.show", "u", 1);
  uke_test_wait_for (can_use (page, "Part again"));
  g_assert_true (uke_test_shows_text (page, "Merged as the same person"));
  gtk_widget_activate_action (page, "duplicates.part", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "To check 1"));
  g_assert_cmpuint (count_found (fixture), ==, 2);
}

/* 2 keeps them apart for good, 3 only puts the pair off. */
static void
test_decide (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture);

  gtk_widget_activate_action (page, "duplicates.later", NULL);
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (fixture->window), "put off"));
  g_assert_true (uke_test_shows_text (page, "To check 1"));
  uke_test_wait_for (can_use (page, "Merge as the same person"));
  gtk_widget_activate_action (page, "duplicates.different", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Different people 1"));
  uke_test_wait_for (uke_test_shows_text (page, "To check 0"));
  g_assert_cmpuint (count_found (fixture), ==, 2);
}

/* Undo from the window brings the pair back into the list by itself. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture);

  gtk_widget_activate_action (page, "duplicates.same", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "To check 0"));
  gtk_widget_activate_action (page, "win.undo", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "To check 1"));
  g_assert_cmpuint (count_found (fixture), ==, 2);
}

/* A record that somebody else changes while it is looked at is read again before it is merged. */
static void
test_changed_meanwhile (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture);
  g_autoptr (UkeRecord) seen
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_PATIENT, &fixture->second_id);
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_text (draft, UKE_PATIENT_NOTE, "左側から声かけ");
  uke_test_clinic_do (fixture->clinic, uke_command_edit_patient (uke_patient_form_new (draft)));
  uke_test_wait_for (uke_test_shows_text (page, "左側から声かけ")
                     && can_use (page, "Merge as the same person"));
  gtk_widget_activate_action (page, "duplicates.same", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "To check 0"));
  g_autoptr (UkeRecord) kept
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_PATIENT, &fixture->first_id);
  g_assert_cmpstr (uke_record_get_text (kept, UKE_PATIENT_NOTE), ==, "左側から声かけ");
}

/* Reasons as sentences: what agrees, then what does not. */
static void
test_reasons (void)
{
  static const struct {
    unsigned reasons;
    const char *text;
  } CASES[] = {
    { UKE_DUPLICATE_SAME_NAME | UKE_DUPLICATE_SAME_KANA | UKE_DUPLICATE_SAME_PHONE
          | UKE_DUPLICATE_SAME_BIRTH,
      "phone・birth date agree" },
    { UKE_DUPLICATE_SAME_NAME | UKE_DUPLICATE_SAME_BIRTH | UKE_DUPLICATE_SAME_ADDRESS,
      "name・address・birth date agree" },
    { UKE_DUPLICATE_VARIANT_NAME | UKE_DUPLICATE_SAME_PHONE, "variant characters・phone agree" },
    { UKE_DUPLICATE_SAME_NAME | UKE_DUPLICATE_OTHER_BIRTH, "Same name・birth date differs" },
    { UKE_DUPLICATE_OTHER_GIVEN | UKE_DUPLICATE_SAME_BIRTH | UKE_DUPLICATE_SAME_ADDRESS,
      "Twins? address・birth date agree" },
    { UKE_DUPLICATE_SAME_NAME | UKE_DUPLICATE_WORK_PHONE, "name・phone of a workplace agree" },
    { UKE_DUPLICATE_OTHER_FAMILY | UKE_DUPLICATE_SAME_EMAIL | UKE_DUPLICATE_SAME_BIRTH,
      "e-mail・birth date agree・family name differs" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *text = uke_duplicate_words_reasons (CASES[i].reasons);

    g_assert_cmpstr (text, ==, CASES[i].text);
  }
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  int status = 0;

  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));
  g_test_add_func ("/app/duplicates/reasons", test_reasons);
  ADD ("/app/duplicates/show", test_show);
  ADD ("/app/duplicates/merge-and-part", test_merge_and_part);
  ADD ("/app/duplicates/decide", test_decide);
  ADD ("/app/duplicates/undo", test_undo);
  ADD ("/app/duplicates/changed-meanwhile", test_changed_meanwhile);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
