/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/conflicts/uke-conflict-page.h"
#include "app/conflicts/uke-conflict-view.h"
#include "app/conflicts/uke-timeline-strip.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "clinic/uke-desk-names.h"
#include "clinic/uke-follow-up-commands.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/clinic/uke-test-cards.h"

/* One program a process; every case has a clinic of its own: real, encrypted, open. */
static GtkApplication *application;

typedef struct {
  CardFixture cards;
  UkeWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  card_set_up (&fixture->cards, NULL);
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->cards.test->clinic);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_test_close_window (GTK_WINDOW (fixture->window));
  card_tear_down (&fixture->cards, NULL);
}

static GtkWidget *
open_page (Fixture *fixture, const char *headline)
{
  GtkWidget *page = GTK_WIDGET (uke_window_show_page (fixture->window, "conflicts"));

  uke_test_wait_for (uke_test_shows_text (page, headline));
  return page;
}

static unsigned
get_n_open (GtkWidget *page)
{
  unsigned n;

  g_object_get (page, "n-open", &n, NULL);
  return n;
}

static void
race (Fixture *fixture)
{
  card_book (&fixture->cards, &fixture->cards.hanako, 11 * 60);
  card_book_there (&fixture->cards, &fixture->cards.taro, 11 * 60);
}

/* A clinic in which everything agrees says so. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, "Nothing to check");

  g_assert_cmpuint (get_n_open (page), ==, 0);
}

/* The story names both patients, who booked where, three places and no place, and what happened. */
static void
test_story (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page, *strip;

  race (fixture);
  page = open_page (fixture, "There are two bookings in one place");
  g_assert_cmpuint (get_n_open (page), ==, 1);
  g_assert_true (uke_test_shows_text (page, "山田 花子"));
  g_assert_true (uke_test_shows_text (page, "佐藤 太郎"));
  g_assert_true (uke_test_shows_text (page, "受付2・柳瀬"));
  g_assert_true (uke_test_shows_text (page, "Same day, same provider"));
  g_assert_true (uke_test_shows_text (page, "Same time, another provider"));
  g_assert_true (uke_test_shows_text (page, "1 week later, same time"));
  g_assert_true (uke_test_shows_text (page, "Back to unassigned"));
  strip = uke_test_find_below (page, UKE_TYPE_TIMELINE_STRIP);
  g_assert_nonnull (
      strstr (uke_timeline_strip_get_description (UKE_TIMELINE_STRIP (strip)), "Overlap found"));
}

/* A desk is called what the server calls it now. */
static void
test_desk_name (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  race (fixture);
  uke_clinic_name_desk (fixture->cards.test->clinic, 2, "第2受付");
  page = open_page (fixture, "There are two bookings in one place");
  g_assert_true (uke_test_shows_text (page, "第2受付・柳瀬"));
  g_assert_false (uke_test_shows_text (page, "受付2・柳瀬"));
}

static UkeConflictView *
get_view (GtkWidget *page)
{
  return UKE_CONFLICT_VIEW (uke_test_find_below (page, UKE_TYPE_CONFLICT_VIEW));
}

/* 2 chooses the second booking: now the first is the one that moves and is called. */
static void
test_choose (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  race (fixture);
  page = open_page (fixture, "There are two bookings in one place");
  g_assert_true (uke_test_shows_text (page, "佐藤 太郎・"));
  gtk_widget_activate_action (page, "conflicts.choose", "u", 2);
  g_assert_cmpint (uke_conflict_view_get_side (get_view (page)), ==, UKE_CONFLICT_OTHER);
  g_assert_true (uke_test_shows_text (page, "山田 花子・"));
  g_assert_true (uke_test_shows_text (page, "Plan a call to 山田 花子 (at once)"));
}

/* Settled, the list is empty and says so; undone from the window, the card is back. */
static void
test_settle_and_undo (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  race (fixture);
  page = open_page (fixture, "There are two bookings in one place");
  gtk_widget_activate_action (page, "conflicts.settle", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Nothing to check"));
  g_assert_cmpuint (get_n_open (page), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "There are two bookings in one place"));
  g_assert_cmpuint (get_n_open (page), ==, 1);
}

/* Both can be kept on purpose. */
static void
test_both (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  race (fixture);
  page = open_page (fixture, "There are two bookings in one place");
  gtk_widget_activate_action (page, "conflicts.both", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Nothing to check"));
}

static void
rename_both (Fixture *fixture, unsigned field, const char *here_text, const char *there_text)
{
  CardFixture *cards = &fixture->cards;
  g_autoptr (UkeRecord) seen = card_read (cards, &UKE_ENTITY_PATIENT, &cards->hanako);
  UkeDraft *here = uke_draft_new_from (seen), *there = uke_draft_new_from (seen);

  uke_draft_set_text (here, field, here_text);
  uke_draft_set_text (there, field, there_text);
  uke_test_clinic_do (cards->test, uke_command_edit_patient (uke_patient_form_new (here)));
  uke_test_clinic_write_as (cards->test, &cards->there, there, NULL);
}

/* Two values stand side by side with who wrote them, and the other one is taken with 2 and
 * Ctrl+Enter. */
static void
test_values (Fixture *fixture, gconstpointer data)
{
  CardFixture *cards = &fixture->cards;
  GtkWidget *page;
  g_autoptr (UkeRecord) patient = NULL;

  rename_both (fixture, UKE_PATIENT_FAMILY_NAME, "山下", "山本");
  page = open_page (fixture, "Two people entered different things");
  g_assert_true (uke_test_shows_text (page, "Two versions: Family name"));
  g_assert_true (uke_test_shows_text (page, "山下"));
  g_assert_true (uke_test_shows_text (page, "山本"));
  gtk_widget_activate_action (page, "conflicts.choose", "u", 2);
  gtk_widget_activate_action (page, "conflicts.settle", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Nothing to check"));
  patient = card_read (cards, &UKE_ENTITY_PATIENT, &cards->hanako);
  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME), ==, "山本");
}

/* Somebody whom two desks registered stands on either side as each of them wrote it; made one with
 * 2 and Ctrl+Enter, and parted by Ctrl+Z. */
static void
test_one_person (Fixture *fixture, gconstpointer data)
{
  CardFixture *cards = &fixture->cards;
  GtkWidget *page;

  uke_test_clinic_add_patient (cards->test, "5001", "森", "一郎", "もり", "いちろう", NULL);
  card_register_there (cards, "5002");
  page = open_page (fixture, "Two desks may have registered the same person");
  g_assert_true (uke_test_shows_text (page, "森 一郎 (No.5001)"));
  g_assert_true (uke_test_shows_text (page, "森 一郎 (No.5002)"));
  g_assert_true (uke_test_shows_text (page, "Two people: keep both"));
  gtk_widget_activate_action (page, "conflicts.choose", "u", 2);
  gtk_widget_activate_action (page, "conflicts.settle", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Nothing to check"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Two desks may have registered the same person"));
}

/* What a rule decided is listed below, and turned round with one choice. */
static void
test_decided (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  rename_both (fixture, UKE_PATIENT_RELATION, "長女", "次女");
  page = open_page (fixture, "One of two entries was kept");
  uke_test_wait_for (uke_test_shows_text (page, "Use this one"));
  g_assert_true (uke_test_shows_text (page, "Decided by rule today"));
  g_assert_true (uke_test_shows_text (page, "Decided by rule 1"));
  gtk_widget_activate_action (page, "conflicts.choose", "u", 2);
  gtk_widget_activate_action (page, "conflicts.settle", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Turned round by hand"));
}

/* What was not done is told with what its author wanted, and there is nothing to choose: it is
 * seen, and gone. */
static void
test_denied (Fixture *fixture, gconstpointer data)
{
  CardFixture *cards = &fixture->cards;
  g_autoptr (UkeRecord) seen = card_read (cards, &UKE_ENTITY_PATIENT, &cards->hanako);
  UkeDraft *there = uke_draft_new_from (seen);
  GtkWidget *page, *radio;

  cards->there.is_forbidden = TRUE;
  uke_draft_set_text (there, UKE_PATIENT_FAMILY_NAME, "山本");
  uke_test_clinic_write_as (cards->test, &cards->there, there, NULL);
  page = open_page (fixture, "A change was not made: its author may not do that");
  g_assert_true (uke_test_shows_text (page, "This was not done"));
  g_assert_true (uke_test_shows_text (page, "山本"));
  g_assert_true (uke_test_shows_text (page, "受付2・柳瀬"));
  g_assert_true (uke_test_shows_text (page, "I have seen it"));
  g_assert_false (uke_test_shows_text (page, "Settle it like this"));
  radio = uke_test_find_below (GTK_WIDGET (get_view (page)), GTK_TYPE_CHECK_BUTTON);
  g_assert_false (gtk_widget_get_visible (radio));
  gtk_widget_activate_action (page, "conflicts.settle", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "Nothing to check"));
}

/* A change to what was never here says so in a sentence, and names nobody. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  UkeId id = uke_id_new (UKE_TEST_NOW_US);
  g_autoptr (UkeRecord) nowhere = uke_record_new_take (
      &UKE_ENTITY_PATIENT_PHONE, &id, g_new0 (UkeValue, UKE_PATIENT_PHONE_N_FIELDS),
      g_new0 (int64_t, UKE_PATIENT_PHONE_N_FIELDS), 1, 0);
  UkeDraft *draft = uke_draft_new_from (nowhere);
  GtkWidget *page;

  uke_draft_set_text (draft, UKE_PATIENT_PHONE_NUMBER, "09000000033");
  uke_test_clinic_write_as (fixture->cards.test, &fixture->cards.there, draft, NULL);
  page = open_page (fixture, "Something was changed that is not there");
  g_assert_true (uke_test_shows_text (page, "It is not known here whose record it was."));
  g_assert_true (uke_test_shows_text (page, "A patient who is not registered here"));
  g_assert_true (uke_test_shows_text (page, "090-0000-0033"));
}

/* Where the clinic began, the log has the name of a program: people read another. A call that two
 * are on is planned already. */
static void
test_claim (Fixture *fixture, gconstpointer data)
{
  CardFixture *cards = &fixture->cards;
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  g_autoptr (UkeRecord) seen = NULL;
  GtkWidget *page;
  UkeId id;

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &cards->hanako);
  id = uke_test_clinic_do (cards->test, uke_command_create_follow_up (draft));
  seen = card_read (cards, &UKE_ENTITY_FOLLOW_UP, &id);
  card_cut (cards);
  uke_test_clinic_do (cards->test, uke_command_claim_follow_up (seen));
  draft = uke_draft_new_from (seen);
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID, &cards->there.staff_id);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US, UKE_TEST_NOW_US + 20 * CARD_MINUTE_US);
  uke_test_clinic_write_as (cards->test, &cards->there, draft, NULL);
  page = open_page (fixture, "Two people took the same call");
  g_assert_true (uke_test_shows_text (page, "Where the clinic began・青柳"));
  g_assert_true (uke_test_shows_text (page, "Where the clinic began and 受付2"));
  g_assert_false (uke_test_shows_text (page, "Telling the patient"));
}

/* Where both were kept there is nothing to choose, and no button for it. */
static void
test_memo (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page, *settle;

  rename_both (fixture, UKE_PATIENT_NOTE, "午後がよい", "駐車場を使う");
  page = open_page (fixture, "Both remarks were kept");
  uke_test_wait_for (uke_test_shows_text (page, "駐車場を使う"));
  settle
      = GTK_WIDGET (gtk_widget_get_template_child (page, UKE_TYPE_CONFLICT_PAGE, "settle_button"));
  g_assert_false (gtk_widget_get_visible (settle));
  g_assert_false (gtk_widget_get_visible (
      uke_test_find_below (GTK_WIDGET (get_view (page)), GTK_TYPE_CHECK_BUTTON)));
}

/* A message stands above the buttons of this page, and where it always does on those without. */
static void
test_foot (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toasts
      = gtk_widget_get_ancestor (open_page (fixture, "Nothing to check"), ADW_TYPE_TOAST_OVERLAY);

  g_assert_true (gtk_widget_has_css_class (toasts, "uk-over-foot"));
  uke_window_show_page (fixture->window, "calendar");
  g_assert_false (gtk_widget_has_css_class (toasts, "uk-over-foot"));
}

/* A card is handed to somebody, who sees to it from then on. */
static void
test_hand (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;
  g_autofree char *hex = uke_id_dup_hex (&fixture->cards.here_staff);
  UkeRecord *staff = uke_clinic_get_sitting_staff (fixture->cards.test->clinic);
  g_autofree char *owner
      = g_strdup_printf ("Sees to it: %s", uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME));

  race (fixture);
  page = open_page (fixture, "There are two bookings in one place");
  g_assert_true (uke_test_shows_text (page, "Sees to it: 柳瀬"));
  gtk_widget_activate_action (page, "conflicts.hand", "s", hex);
  uke_test_wait_for (uke_test_shows_text (page, owner));
}

/* A card of today that nobody saw to is marked for the manager. */
static void
test_overdue (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  race (fixture);
  uke_clock_advance (fixture->cards.test->clock, 20 * CARD_MINUTE_US);
  page = open_page (fixture, "There are two bookings in one place");
  g_assert_true (uke_test_shows_text (page, "For the manager"));
}

#define CASE(path, func) g_test_add ("/app/conflicts/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int status = 0;

  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));
  CASE ("empty", test_empty);
  CASE ("story", test_story);
  CASE ("desk-name", test_desk_name);
  CASE ("choose", test_choose);
  CASE ("settle-and-undo", test_settle_and_undo);
  CASE ("both", test_both);
  CASE ("values", test_values);
  CASE ("one-person", test_one_person);
  CASE ("decided", test_decided);
  CASE ("denied", test_denied);
  CASE ("missing", test_missing);
  CASE ("claim", test_claim);
  CASE ("memo", test_memo);
  CASE ("foot", test_foot);
  CASE ("hand", test_hand);
  CASE ("overdue", test_overdue);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
