/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/form/uke-check-list.h"
#include "app/form/uke-checked-row.h"
#include "app/form/uke-family-group.h"
#include "app/form/uke-field-checks.h"
#include "app/form/uke-hours-row.h"
#include "app/form/uke-lines-row.h"
#include "app/form/uke-patient-editor.h"
#include "app/form/uke-patient-sheet.h"
#include "app/form/uke-row-group.h"
#include "app/patients/uke-patient-card.h"
#include "app/widgets/uke-hours-words.h"
#include "app/widgets/uke-property-text.h"
#include "app/widgets/uke-tag-box.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-set-up-commands.h"
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

static GtkWidget *
open_editor (UkePatientCard *card)
{
  gtk_widget_activate_action (GTK_WIDGET (card), "card.edit", NULL);
  g_assert_nonnull (uke_test_find_window (UKE_TYPE_PATIENT_EDITOR));
  return GTK_WIDGET (uke_test_find_window (UKE_TYPE_PATIENT_EDITOR));
}

static void
save (GtkWidget *editor)
{
  gtk_widget_activate_action (editor, "editor.save", NULL);
  uke_test_wait_for (uke_test_find_window (UKE_TYPE_PATIENT_EDITOR) == NULL);
}

static void
type_into (GtkWidget *form, const char *title, const char *text)
{
  GtkWidget *row = uke_test_find_row (form, title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
choose (GtkWidget *form, const char *title, const char *word)
{
  AdwComboRow *row = ADW_COMBO_ROW (uke_test_find_row (form, title));
  GListModel *words = adw_combo_row_get_model (row);

  for (unsigned i = 0; i < g_list_model_get_n_items (words); i++) {
    g_autoptr (GtkStringObject) item = g_list_model_get_item (words, i);

    if (g_str_equal (gtk_string_object_get_string (item), word)) {
      adw_combo_row_set_selected (row, i);
      return;
    }
  }
  g_error ("no choice %s", word);
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

/* Each field says how it understands what was typed, or in one sentence what is wrong. */
static void
test_checks (void)
{
  static const struct {
    gboolean (*check) (const char *text, UkeDate today, char **out_note);
    const char *typed;
    gboolean is_good;
    const char *note; /* (nullable): part of it */
  } CASES[] = {
    { uke_check_number, "P-4-12", TRUE, "Provisional" },
    { uke_check_number, "A-0012", TRUE, NULL },
    { uke_check_birth, "S58.6.14", TRUE, "1983年6月14日" },
    { uke_check_birth, "1983/6/14", TRUE, "昭和58年6月14日 (43 years)" },
    { uke_check_birth, "昭和65年1月1日", FALSE, "" },
    { uke_check_birth, "2027/1/1", FALSE, "still to come" },
    { uke_check_birth, "きのう", FALSE, "" },
    { uke_check_past_date, "R8.11.24", TRUE, "2026年11月24日" },
    { uke_check_coming_date, "2026/12/8", TRUE, "12月8日" },
    { uke_check_coming_date, "2026/10/8", TRUE, "has passed" },
    { uke_check_kana, "ｱﾝｻﾞｲ", TRUE, "あんざい" },
    { uke_check_kana, "あんざい", TRUE, NULL },
    { uke_check_phone, "０９０００００４８２１", TRUE, "090-0000-4821" },
    { uke_check_phone, "090", FALSE, "" },
    { uke_check_email, "mariko＠example.jp", TRUE, NULL },
    { uke_check_email, "mariko@example", FALSE, "name@example.jp" },
    { uke_check_email, "mari ko@example.jp", FALSE, "name@example.jp" },
    { uke_check_postal_code, "０００ー０１４２", TRUE, "〒000-0142" },
    { uke_check_postal_code, "000-014", FALSE, "seven digits" },
  };
  UkeDate today = uke_date_from_ymd (2026, 11, 24);

  for (unsigned i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *note = NULL;

    g_test_message ("%s", CASES[i].typed);
    g_assert_cmpint (CASES[i].check (CASES[i].typed, today, &note), ==, CASES[i].is_good);
    if (CASES[i].note == NULL)
      g_assert_null (note);
    else
      g_assert_nonnull (strstr (note, CASES[i].note));
  }
}

/* Best hours come out of the row as they went in, also times that are no half hours. */
static void
test_hours (void)
{
  UkeHoursRow *row = g_object_ref_sink (g_object_new (UKE_TYPE_HOURS_ROW, NULL));
  const char *kept = "weekdays 12:00-13:00;saturday 09:05-12:10";
  g_autofree char *again = NULL, *words = uke_hours_text (kept), *none = NULL;

  uke_hours_row_set_hours (row, kept);
  again = uke_hours_row_dup_hours (row);
  g_assert_cmpstr (again, ==, kept);
  g_assert_cmpstr (words, ==, "Weekdays 12:00–13:00、Saturdays 9:05–12:10");
  uke_hours_row_set_hours (row, NULL);
  none = uke_hours_row_dup_hours (row);
  g_assert_null (none);
  g_object_unref (row);
}

/* The first choice is what stands on top: moving a number up changes what is dialled first. */
static void
test_phone_order (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);
  GtkWidget *editor = open_editor (card), *row;
  UkeRowGroup *group = UKE_ROW_GROUP (uke_test_find_below (editor, UKE_TYPE_ROW_GROUP));
  g_autoptr (GPtrArray) rows = NULL;

  g_signal_emit_by_name (group, "add");
  rows = uke_row_group_dup_rows (group);
  g_assert_cmpuint (rows->len, ==, 2);
  row = rows->pdata[1];
  type_into (row, "Number", "０３０００００００７");
  gtk_widget_activate_action (row, "row.up", NULL);
  save (editor);
  uke_test_wait_for (uke_patient_card_get_file (card)->phones->len == 2);
  g_assert_cmpstr (uke_record_get_text (uke_patient_card_get_file (card)->phones->pdata[0],
                                        UKE_PATIENT_PHONE_NUMBER),
                   ==, "0300000007");
  editor = open_editor (card);
  rows = uke_row_group_dup_rows (UKE_ROW_GROUP (uke_test_find_below (editor, UKE_TYPE_ROW_GROUP)));
  gtk_widget_activate_action (rows->pdata[0], "row.remove", NULL);
  save (editor);
  uke_test_wait_for (uke_patient_card_get_file (card)->phones->len == 1);
}

static void
add_property (UkeTestPeople *fixture, const char *name, const char *kind, const char *choices)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_PROPERTY, UKE_TEST_NOW_US);

  uke_draft_set_text (draft, UKE_PROPERTY_NAME, name);
  uke_draft_set_text (draft, UKE_PROPERTY_KIND, kind);
  uke_draft_set_text (draft, UKE_PROPERTY_CHOICES, choices);
  uke_draft_set_int (draft, UKE_PROPERTY_IS_ACTIVE, 1);
  uke_test_clinic_do (fixture->clinic, uke_command_set_up (draft));
}

static const char *
find_value (UkeTestPeople *fixture, UkePatientFile *file, const char *name)
{
  for (unsigned i = 0; i < file->properties->len; i++) {
    UkeRecord *value = file->properties->pdata[i];
    UkeRecord *property
        = uke_clinic_lookup (fixture->clinic->clinic, &UKE_ENTITY_PROPERTY,
                             uke_record_get_id_value (value, UKE_PATIENT_PROPERTY_PROPERTY_ID));

    if (g_str_equal (uke_record_get_code (property, UKE_PROPERTY_NAME), name))
      return uke_record_get_text (value, UKE_PATIENT_PROPERTY_VALUE);
  }
  return NULL;
}

/* Every kind of the clinic's own properties is typed, kept in one form, and taken off again. */
static void
test_properties (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card;
  GtkWidget *editor;
  UkePatientFile *file;

  add_property (fixture, "紹介者", "text", NULL);
  add_property (fixture, "本数", "number", NULL);
  add_property (fixture, "会員の期限", "date", NULL);
  add_property (fixture, "来院手段", "choice", "車\n電車");
  add_property (fixture, "駐車券", "check", NULL);
  card = open_card (fixture);
  editor = open_editor (card);
  type_into (editor, "紹介者", "大西 史恵");
  type_into (editor, "本数", "２８本");
  type_into (editor, "会員の期限", "R9.3.31");
  choose (editor, "来院手段", "電車");
  gtk_switch_set_active (
      GTK_SWITCH (uke_test_find_below (uke_test_find_row (editor, "駐車券"), GTK_TYPE_SWITCH)),
      TRUE);
  gtk_widget_activate_action (editor, "editor.save", NULL);
  uke_test_wait_for (uke_test_shows_text (editor, "Please type a number"));
  type_into (editor, "本数", "２８");
  save (editor);
  uke_test_wait_for (uke_patient_card_get_file (card)->properties->len == 5);
  file = uke_patient_card_get_file (card);
  g_assert_cmpstr (find_value (fixture, file, "紹介者"), ==, "大西 史恵");
  g_assert_cmpstr (find_value (fixture, file, "本数"), ==, "28");
  g_assert_cmpstr (find_value (fixture, file, "会員の期限"), ==, "2027-03-31");
  g_assert_cmpstr (find_value (fixture, file, "来院手段"), ==, "電車");
  g_assert_cmpstr (find_value (fixture, file, "駐車券"), ==, UKE_PROPERTY_CHECKED);
  editor = open_editor (card);
  type_into (editor, "紹介者", "");
  save (editor);
  uke_test_wait_for (uke_patient_card_get_file (card)->properties->len == 4);
}

/* What the clinic knows beside name and number: all of it goes through the form and comes back. */
static void
test_relation (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card;
  GtkWidget *editor;
  UkeRecord *patient;
  UkeCheckList *interests;
  g_autoptr (GPtrArray) checks = g_ptr_array_new ();

  uke_test_clinic_add_menu (fixture->clinic, "ホワイトニング", 60);
  uke_test_clinic_add_menu (fixture->clinic, "定期検診", 30);
  card = open_card (fixture);
  editor = open_editor (card);
  choose (editor, "Language", "Vietnamese");
  choose (editor, "Source of visit", "Referral");
  choose (editor, "News by e-mail", "Agreed");
  type_into (editor, "First visit", "H30.4.2");
  type_into (editor, "Next planned visit", "2026/12/8");
  interests = UKE_CHECK_LIST (uke_test_find_row (editor, "Treatments of interest"));
  collect (GTK_WIDGET (interests), GTK_TYPE_CHECK_BUTTON, checks);
  g_assert_cmpuint (checks->len, ==, 2);
  gtk_check_button_set_active (checks->pdata[0], TRUE);
  uke_lines_row_set_text (UKE_LINES_ROW (uke_test_find_row (editor, "Front-desk alerts")),
                          "右耳が聞こえにくい\n左側から声かけ");
  g_signal_emit_by_name (uke_test_find_below (editor, UKE_TYPE_TAG_BOX), "add", "家族来院");
  save (editor);
  uke_test_wait_for (uke_patient_card_get_file (card)->tags->len == 1);
  patient = uke_patient_card_get_file (card)->patient;
  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_LANGUAGE), ==, "vi");
  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_SOURCE), ==, "referral");
  g_assert_cmpint (uke_record_get_date (patient, UKE_PATIENT_FIRST_VISIT_DATE), ==,
                   uke_date_from_ymd (2018, 4, 2));
  g_assert_cmpint (uke_record_get_date (patient, UKE_PATIENT_NEXT_VISIT_DATE), ==,
                   uke_date_from_ymd (2026, 12, 8));
  g_assert_nonnull (
      strstr ("ホワイトニング\n定期検診", uke_record_get_text (patient, UKE_PATIENT_INTERESTS)));
  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_ALERT), ==,
                   "右耳が聞こえにくい\n左側から声かけ");
  g_assert_cmpuint (uke_patient_card_get_file (card)->consents->len, ==, 1);
  g_assert_cmpstr (uke_record_get_text (uke_patient_card_get_file (card)->consents->pdata[0],
                                        UKE_CONSENT_CHANNEL),
                   ==, "email");
}

/* A family member who is found by search is joined when the form is saved, and left again. */
static void
test_family (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);
  GtkWidget *editor = open_editor (card),
            *family = uke_test_find_below (editor, UKE_TYPE_FAMILY_GROUP), *button;
  GtkWidget *search = uke_test_find_below (family, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (search), "1190");
  uke_test_wait_for (uke_test_find_row (family, "安西 真理子") != NULL);
  g_signal_emit_by_name (search, "activate");
  g_assert_nonnull (uke_test_find_row (family, "Joins the household"));
  type_into (family, "Relation within", "長女");
  save (editor);
  uke_test_wait_for (uke_patient_card_get_file (card)->members->len == 1);
  g_assert_cmpstr (
      uke_record_get_text (uke_patient_card_get_file (card)->patient, UKE_PATIENT_RELATION), ==,
      "長女");
  editor = open_editor (card);
  family = uke_test_find_below (editor, UKE_TYPE_FAMILY_GROUP);
  button = uke_test_find_below (uke_test_find_row (family, "No longer of this household"),
                                GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  save (editor);
  uke_test_wait_for (uke_patient_card_get_file (card)->household == NULL);
  g_assert_null (
      uke_record_get_text (uke_patient_card_get_file (card)->patient, UKE_PATIENT_RELATION));
}

/* Presses the button of the question that is open. */
static void
answer (const char *label)
{
  GtkWindow *question = uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();

  collect (GTK_WIDGET (question), GTK_TYPE_BUTTON, buttons);
  for (unsigned i = 0; i < buttons->len; i++) {
    if (g_strcmp0 (gtk_button_get_label (buttons->pdata[i]), label) == 0) {
      g_autoptr (GtkWidget) button = g_object_ref (buttons->pdata[i]);

      g_signal_emit_by_name (button, "clicked");
      return;
    }
  }
  g_error ("no button %s", label);
}

/* Closing asks only when something would be lost; a number that somebody else has is said in the
 * form, which stays open. */
static void
test_closing (UkeTestPeople *fixture, gconstpointer data)
{
  UkePatientCard *card = open_card (fixture);
  GtkWidget *editor = open_editor (card);

  gtk_window_close (GTK_WINDOW (editor));
  uke_test_wait_for (uke_test_find_window (UKE_TYPE_PATIENT_EDITOR) == NULL);
  editor = open_editor (card);
  type_into (editor, "Patient number", "417");
  gtk_window_close (GTK_WINDOW (editor));
  uke_test_wait_for (uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("_Keep typing");
  uke_test_wait_for (uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  gtk_widget_activate_action (editor, "editor.save", NULL);
  uke_test_wait_for (uke_test_shows_text (editor, "Another patient has"));
  gtk_window_close (GTK_WINDOW (editor));
  uke_test_wait_for (uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("_Close without saving");
  uke_test_wait_for (uke_test_find_window (UKE_TYPE_PATIENT_EDITOR) == NULL);
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func)                                                                            \
  g_test_add (path, UkeTestPeople, NULL, uke_test_people_set_up, func, uke_test_people_tear_down)
  g_test_add_func ("/app/patient-form/checks", test_checks);
  g_test_add_func ("/app/patient-form/hours", test_hours);
  ADD ("/app/patient-form/phone-order", test_phone_order);
  ADD ("/app/patient-form/properties", test_properties);
  ADD ("/app/patient-form/relation", test_relation);
  ADD ("/app/patient-form/family", test_family);
  ADD ("/app/patient-form/closing", test_closing);

  return g_test_run ();
}
