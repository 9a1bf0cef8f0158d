/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-starter.h"
#include "model/uke-entities.h"
#include "support/uke-test-clinic.h"

static UkeDraft *
find (GPtrArray *drafts, const UkeEntity *entity, unsigned nth)
{
  for (unsigned i = 0; i < drafts->len; i++) {
    UkeDraft *draft = drafts->pdata[i];

    if (uke_draft_get_entity (draft) == entity && nth-- == 0)
      return draft;
  }
  return NULL;
}

static unsigned
count (GPtrArray *drafts, const UkeEntity *entity)
{
  unsigned n = 0;

  while (find (drafts, entity, n) != NULL)
    n++;
  return n;
}

static GPtrArray *
make_drafts (UkeDraft *place, UkeDraft *director)
{
  uke_draft_set_text (director, UKE_STAFF_FAMILY_NAME, "青柳");
  uke_draft_set_text (director, UKE_STAFF_TITLE, "院長");
  return uke_starter_new_drafts (place, director, &UKE_OPENING_HOURS_USUAL, UKE_TEST_NOW_US);
}

/* The director has a column of their own, with a row of hours for each stretch of the table. */
static void
test_column (void)
{
  g_autoptr (UkeDraft) place = uke_draft_new (&UKE_ENTITY_CLINIC, UKE_TEST_NOW_US);
  g_autoptr (UkeDraft) director = uke_draft_new (&UKE_ENTITY_STAFF, UKE_TEST_NOW_US);
  g_autoptr (GPtrArray) drafts = make_drafts (place, director);
  UkeDraft *column = find (drafts, &UKE_ENTITY_RESOURCE, 0);

  g_assert_cmpuint (count (drafts, &UKE_ENTITY_RESOURCE), ==, 1);
  g_assert_cmpstr (uke_draft_get_text (column, UKE_RESOURCE_NAME), ==, "青柳 院長");
  g_assert_cmpuint (count (drafts, &UKE_ENTITY_WORKING_HOURS), ==, 11);
}

/* Every script names its reason and says more than one thing. */
static void
test_scripts (void)
{
  unsigned n = 0;
  const UkeStarterScript *scripts = uke_starter_get_scripts (&n);

  g_assert_cmpuint (n, >, 0);
  for (unsigned i = 0; i < n; i++) {
    g_auto (GStrv) steps = g_strsplit (scripts[i].steps, "\n", -1);

    g_assert_cmpuint (g_strv_length (steps), >, 1);
    for (unsigned k = 0; k < i; k++)
      g_assert_cmpstr (scripts[i].reason, !=, scripts[k].reason);
  }
}

/* A clinic that was set up with hours takes a booking at once, on the real file. */
static void
test_first_booking (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new_open (&UKE_OPENING_HOURS_USUAL);
  GListModel *columns = uke_clinic_get_resources (test->clinic);
  g_autoptr (UkeRecord) column = g_list_model_get_item (columns, 0);
  UkeId patient_id = uke_test_clinic_add_patient (test, "1", "安西", "真理子", "あんざい", "まりこ",
                                                  "090-0000-4821");

  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (uke_clinic_get_menus (test->clinic)), >=, 1);
  uke_test_clinic_do (test, uke_command_book (uke_test_clinic_draft_booking (
                                test, &patient_id, uke_record_get_id (column), 15 * 60, 30)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/starter/column", test_column);
  g_test_add_func ("/clinic/starter/scripts", test_scripts);
  g_test_add_func ("/clinic/starter/first-booking", test_first_booking);
  return g_test_run ();
}
