/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-codes.h"

#include "model/uke-action.h"
#include "model/uke-entities.h"
#include "model/uke-status.h"
#include "support/golden.h"

#include <string.h>

/* All registries of codes are what they always were. */
static void
test_golden (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int codes = UKE_CODES_NONE + 1; codes < UKE_N_CODES_; codes++) {
    const char *const *list = uke_codes_get ((UkeCodes)codes, NULL);
    g_autofree char *line = g_strjoinv (" ", (char **)list);

    g_string_append_printf (text, "%d %s\n", codes, line);
  }
  assert_golden (text->str, "codes.txt");
}

/* Every CODE field but the open ones has a registry, and no other field has. */
static void
test_fields (void)
{
  unsigned n;
  const UkeEntity *const *all = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (unsigned f = 0; f < all[i]->n_fields; f++) {
      const UkeField *field = &all[i]->fields[f];
      gboolean is_open = strcmp (field->name, "key") == 0 || strcmp (field->name, "language") == 0;

      g_assert_cmpint (uke_codes_of_field (all[i], f) != UKE_CODES_NONE, ==,
                       field->type == UKE_TYPE_CODE && !is_open);
    }
}

/* A field takes its registry's codes and no other text; open codes have a form. */
static void
test_fits (void)
{
  g_assert_true (uke_code_fits_field (&UKE_ENTITY_PATIENT, UKE_PATIENT_SEX, "female"));
  g_assert_false (uke_code_fits_field (&UKE_ENTITY_PATIENT, UKE_PATIENT_SEX, "女"));
  g_assert_false (uke_code_fits_field (&UKE_ENTITY_PATIENT, UKE_PATIENT_SEX, ""));
  g_assert_true (
      uke_code_fits_field (&UKE_ENTITY_SETTING, UKE_SETTING_KEY, "calendar.waiting-min"));
  g_assert_false (uke_code_fits_field (&UKE_ENTITY_SETTING, UKE_SETTING_KEY, "A b"));
  g_assert_false (uke_code_fits_field (&UKE_ENTITY_SETTING, UKE_SETTING_KEY, ""));
}

/* The lists of roles and statuses are those of their own headers. */
static void
test_agrees_with_enums (void)
{
  for (int role = UKE_ROLE_RECEPTION; role <= UKE_N_ROLES; role++)
    g_assert_cmpint (uke_codes_get_position (UKE_CODES_ROLE, uke_role_get_code ((UkeRole)role)), ==,
                     role - 1);
  for (int status = UKE_STATUS_BOOKED; status <= UKE_N_STATUSES; status++)
    g_assert_cmpint (
        uke_codes_get_position (UKE_CODES_STATUS, uke_status_get_code ((UkeStatus)status)), ==,
        status - 1);
}

/* A follow-up is open until it is done or removed. */
static void
test_open_states (void)
{
  g_assert_true (uke_follow_up_state_is_open (UKE_FOLLOW_UP_OPEN));
  g_assert_true (uke_follow_up_state_is_open (UKE_FOLLOW_UP_REVIEW));
  g_assert_false (uke_follow_up_state_is_open (UKE_FOLLOW_UP_DONE));
  g_assert_false (uke_follow_up_state_is_open (UKE_FOLLOW_UP_REMOVED));
  g_assert_false (uke_follow_up_state_is_open (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/codes/golden", test_golden);
  g_test_add_func ("/model/codes/fields", test_fields);
  g_test_add_func ("/model/codes/fits", test_fits);
  g_test_add_func ("/model/codes/agrees-with-enums", test_agrees_with_enums);
  g_test_add_func ("/model/codes/open-states", test_open_states);
  return g_test_run ();
}
