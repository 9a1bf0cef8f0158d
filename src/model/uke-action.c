/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-action.h"

#include <string.h>

typedef struct {
  UkeAction action;
  const char *code;
  const char *cells; /* one for each role */
} ActionRow;

#define ACTION_ROW(number, capitals, code, cells) { UKE_ACTION_##capitals, code, cells },
static const ActionRow rows[] = { UKE_ACTIONS (ACTION_ROW) };

#define ACTION_VALUE(number, capitals, code, cells) UKE_ACTION_##capitals,
static const UkeAction actions[] = { UKE_ACTIONS (ACTION_VALUE) };

#define ASSERT_CELLS(number, capitals, code, cells)                                                \
  G_STATIC_ASSERT (sizeof (cells) == UKE_N_ROLES + 1);
UKE_ACTIONS (ASSERT_CELLS)

static const char *const role_codes[UKE_N_ROLES + 1]
    = { "",        "reception", "nurse",    "doctor",     "liaison",
        "manager", "director",  "sysadmin", "maintenance" };

static const ActionRow *
find_row (UkeAction action)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].action == action)
      return &rows[i];
  return NULL;
}

/* A second person is one of the clinic's own people: whoever has no cell for the action at all may
 * still agree when they work with patients, so that a clinic with one doctor can act. */
static gboolean
is_fit_as_second_person (const ActionRow *row, UkeRole role)
{
  switch (role) {
  case UKE_ROLE_NURSE:
  case UKE_ROLE_DOCTOR:
  case UKE_ROLE_LIAISON:
  case UKE_ROLE_MANAGER:
  case UKE_ROLE_DIRECTOR:
    return TRUE;
  case UKE_ROLE_SYSADMIN:
    return row->cells[role - 1] == '2';
  case UKE_ROLE_RECEPTION:
  case UKE_ROLE_MAINTENANCE:
  case UKE_ROLE_NONE:
    return FALSE;
  }
  return FALSE;
}

/**
 * uke_role_get_code:
 * @role: a role
 *
 * Returns: (transfer none): its code as staff rows hold it; "" for `UKE_ROLE_NONE`
 * Thread: any
 */
const char *
uke_role_get_code (UkeRole role)
{
  return role_codes[(unsigned)role <= UKE_N_ROLES ? role : UKE_ROLE_NONE];
}

/**
 * uke_role_from_code:
 * @code: (nullable): a role's code
 *
 * Returns: the role; `UKE_ROLE_NONE`, which may do nothing, for a code that is none
 * Thread: any
 */
UkeRole
uke_role_from_code (const char *code)
{
  for (int i = UKE_ROLE_RECEPTION; code != NULL && i <= UKE_N_ROLES; i++)
    if (strcmp (role_codes[i], code) == 0)
      return (UkeRole)i;
  return UKE_ROLE_NONE;
}

/**
 * uke_action_judge:
 * @action: what somebody wants to do
 * @role: what they are
 * @context: (nullable): what they gave along with it; NULL stands for nothing
 *
 * The one permission check: commands ask it to decide, widgets to hide and to explain.
 *
 * Returns: whether they may, or what is missing
 * Thread: any
 * Source: security.md 4.1, decision 27
 */
UkeJudgement
uke_action_judge (UkeAction action, UkeRole role, const UkeActionContext *context)
{
  static const UkeActionContext nothing = { 0 };
  const ActionRow *row = find_row (action);

  if (context == NULL)
    context = &nothing;
  if (row == NULL || role < UKE_ROLE_RECEPTION || role > UKE_ROLE_MAINTENANCE)
    return UKE_JUDGEMENT_DENIED;
  if (action == UKE_ACTION_STAFF_MANAGE && role == UKE_ROLE_SYSADMIN
      && (context->is_about_self || context->is_about_a_director))
    return UKE_JUDGEMENT_DENIED;

  switch (row->cells[role - 1]) {
  case 'Y':
    return UKE_JUDGEMENT_ALLOWED;
  case 'R':
    return context->has_reason ? UKE_JUDGEMENT_ALLOWED : UKE_JUDGEMENT_NEEDS_REASON;
  case '2':
    if (!context->has_second_person || !is_fit_as_second_person (row, context->second_role))
      return UKE_JUDGEMENT_NEEDS_SECOND_PERSON;
    return context->has_reason ? UKE_JUDGEMENT_ALLOWED : UKE_JUDGEMENT_NEEDS_REASON;
  default:
    return UKE_JUDGEMENT_DENIED;
  }
}

/**
 * uke_action_get_code:
 * @action: an action
 *
 * Returns: (transfer none): its stable code; "" for a number that is none
 * Thread: any
 */
const char *
uke_action_get_code (UkeAction action)
{
  const ActionRow *row = find_row (action);

  return row != NULL ? row->code : "";
}

/**
 * uke_action_from_code:
 * @code: an action's code
 *
 * Returns: the action, or `UKE_ACTION_NONE`
 * Thread: any
 */
UkeAction
uke_action_from_code (const char *code)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].code, code) == 0)
      return rows[i].action;
  return UKE_ACTION_NONE;
}

/**
 * uke_action_all:
 * @out_n: (out): how many there are
 *
 * Returns: (transfer none): every action, in the order of their numbers
 * Thread: any
 */
const UkeAction *
uke_action_all (unsigned *out_n)
{
  *out_n = G_N_ELEMENTS (actions);
  return actions;
}

/**
 * uke_action_get_cell:
 * @action: an action
 * @role: a role
 *
 * Returns: the cell of the table: 'Y', 'R', '2' or '-'
 * Thread: any
 */
char
uke_action_get_cell (UkeAction action, UkeRole role)
{
  const ActionRow *row = find_row (action);

  if (row == NULL || role < UKE_ROLE_RECEPTION || role > UKE_ROLE_MAINTENANCE)
    return '-';
  return row->cells[role - 1];
}

/**
 * uke_action_dup_table:
 *
 * Returns: (transfer full): the table as Markdown, as HACKING.md shows it
 * Thread: any
 */
char *
uke_action_dup_table (void)
{
  GString *text = g_string_new ("| No | Action |");

  for (int role = UKE_ROLE_RECEPTION; role <= UKE_N_ROLES; role++)
    g_string_append_printf (text, " %s |", role_codes[role]);
  g_string_append (text, "\n|---|---|");
  for (int role = UKE_ROLE_RECEPTION; role <= UKE_N_ROLES; role++)
    g_string_append (text, "---|");
  g_string_append_c (text, '\n');
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_string_append_printf (text, "| %d | `%s` |", rows[i].action, rows[i].code);
    for (int role = 0; role < UKE_N_ROLES; role++)
      switch (rows[i].cells[role]) {
      case 'Y':
        g_string_append (text, " yes |");
        break;
      case 'R':
        g_string_append (text, " reason |");
        break;
      case '2':
        g_string_append (text, " two persons |");
        break;
      default:
        g_string_append (text, " - |");
        break;
      }
    g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}
