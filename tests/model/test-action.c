/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-action.h"

#include "support/golden.h"

#include <string.h>

/* The table, cell by cell, is what was decided: numbers, codes and every role's right. */
static void
test_golden (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  unsigned n;
  const UkeAction *all = uke_action_all (&n);

  for (unsigned i = 0; i < n; i++) {
    g_string_append_printf (text, "%d %s ", all[i], uke_action_get_code (all[i]));
    for (int role = UKE_ROLE_RECEPTION; role <= UKE_N_ROLES; role++)
      g_string_append_c (text, uke_action_get_cell (all[i], (UkeRole)role));
    g_string_append_c (text, '\n');
  }
  assert_golden (text->str, "actions.txt");
}

/* Says what the rules want from a cell, written apart from the code that is tested. */
static UkeJudgement
want (char cell, const UkeActionContext *given)
{
  gboolean second_is_fit = given->has_second_person && given->second_role != UKE_ROLE_RECEPTION
                           && given->second_role != UKE_ROLE_MAINTENANCE
                           && given->second_role != UKE_ROLE_NONE;

  if (cell == 'Y')
    return UKE_JUDGEMENT_ALLOWED;
  if (cell == '-')
    return UKE_JUDGEMENT_DENIED;
  if (cell == '2' && !second_is_fit)
    return UKE_JUDGEMENT_NEEDS_SECOND_PERSON;
  return given->has_reason ? UKE_JUDGEMENT_ALLOWED : UKE_JUDGEMENT_NEEDS_REASON;
}

/* The full product of actions, roles and what was given along is judged as the table says. */
static void
test_full_product (void)
{
  unsigned n, n_cases = 0;
  const UkeAction *all = uke_action_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (int role = UKE_ROLE_RECEPTION; role <= UKE_N_ROLES; role++)
      for (int given = 0; given < 4; given++)
        for (int second = UKE_ROLE_NURSE; second <= UKE_ROLE_DIRECTOR; second++) {
          UkeActionContext context = { .has_reason = given & 1,
                                       .has_second_person = (given & 2) != 0,
                                       .second_role = (UkeRole)second };
          char cell = uke_action_get_cell (all[i], (UkeRole)role);

          g_assert_cmpint (uke_action_judge (all[i], (UkeRole)role, &context), ==,
                           want (cell, &context));
          n_cases++;
        }
  g_assert_cmpuint (n_cases, ==, n * 8 * 4 * 5);
}

/* With nothing given, no context at all is judged like an empty one. */
static void
test_no_context (void)
{
  g_assert_cmpint (uke_action_judge (UKE_ACTION_PATIENT_REGISTER, UKE_ROLE_RECEPTION, NULL), ==,
                   UKE_JUDGEMENT_ALLOWED);
  g_assert_cmpint (uke_action_judge (UKE_ACTION_EXPORT_DATA, UKE_ROLE_DIRECTOR, NULL), ==,
                   UKE_JUDGEMENT_NEEDS_SECOND_PERSON);
  g_assert_cmpint (uke_action_judge (UKE_ACTION_PATIENT_MERGE, UKE_ROLE_RECEPTION, NULL), ==,
                   UKE_JUDGEMENT_NEEDS_REASON);
}

/* An unknown role or action may do nothing. */
static void
test_unknown (void)
{
  g_assert_cmpint (uke_action_judge (UKE_ACTION_PATIENT_SEARCH, UKE_ROLE_NONE, NULL), ==,
                   UKE_JUDGEMENT_DENIED);
  g_assert_cmpint (uke_action_judge ((UkeAction)9999, UKE_ROLE_DIRECTOR, NULL), ==,
                   UKE_JUDGEMENT_DENIED);
  g_assert_cmpint (uke_role_from_code ("janitor"), ==, UKE_ROLE_NONE);
  g_assert_cmpint (uke_role_from_code (NULL), ==, UKE_ROLE_NONE);
}

/* A receptionist or a maintenance contractor is no second person; a sysadmin only where the table
 * gives them the action. */
static void
test_second_person (void)
{
  UkeActionContext context = { .has_reason = TRUE, .has_second_person = TRUE };

  context.second_role = UKE_ROLE_RECEPTION;
  g_assert_cmpint (uke_action_judge (UKE_ACTION_EXPORT_DATA, UKE_ROLE_DIRECTOR, &context), ==,
                   UKE_JUDGEMENT_NEEDS_SECOND_PERSON);
  context.second_role = UKE_ROLE_SYSADMIN;
  g_assert_cmpint (uke_action_judge (UKE_ACTION_EXPORT_DATA, UKE_ROLE_DIRECTOR, &context), ==,
                   UKE_JUDGEMENT_NEEDS_SECOND_PERSON);
  g_assert_cmpint (uke_action_judge (UKE_ACTION_BACKUP_RESTORE, UKE_ROLE_DIRECTOR, &context), ==,
                   UKE_JUDGEMENT_ALLOWED);
}

/* A system administrator can't give rights to themselves or make a director, whatever the reason.
 */
static void
test_sysadmin_limits (void)
{
  UkeActionContext context = { .has_reason = TRUE };

  g_assert_cmpint (uke_action_judge (UKE_ACTION_STAFF_MANAGE, UKE_ROLE_SYSADMIN, &context), ==,
                   UKE_JUDGEMENT_ALLOWED);
  context.is_about_self = TRUE;
  g_assert_cmpint (uke_action_judge (UKE_ACTION_STAFF_MANAGE, UKE_ROLE_SYSADMIN, &context), ==,
                   UKE_JUDGEMENT_DENIED);
  context = (UkeActionContext){ .has_reason = TRUE, .is_about_a_director = TRUE };
  g_assert_cmpint (uke_action_judge (UKE_ACTION_STAFF_MANAGE, UKE_ROLE_SYSADMIN, &context), ==,
                   UKE_JUDGEMENT_DENIED);
}

/* Codes of roles and actions lead back to them; the generated table has a row for each action. */
static void
test_codes (void)
{
  g_autofree char *table = uke_action_dup_table ();
  unsigned n;
  const UkeAction *all = uke_action_all (&n);

  for (int role = UKE_ROLE_RECEPTION; role <= UKE_N_ROLES; role++)
    g_assert_cmpint (uke_role_from_code (uke_role_get_code ((UkeRole)role)), ==, role);
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *cell = g_strdup_printf ("`%s`", uke_action_get_code (all[i]));

    g_assert_cmpint (uke_action_from_code (uke_action_get_code (all[i])), ==, all[i]);
    g_assert_nonnull (strstr (table, cell));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/action/golden", test_golden);
  g_test_add_func ("/model/action/full-product", test_full_product);
  g_test_add_func ("/model/action/no-context", test_no_context);
  g_test_add_func ("/model/action/unknown", test_unknown);
  g_test_add_func ("/model/action/second-person", test_second_person);
  g_test_add_func ("/model/action/sysadmin-limits", test_sysadmin_limits);
  g_test_add_func ("/model/action/codes", test_codes);
  return g_test_run ();
}
