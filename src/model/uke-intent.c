/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-intent.h"

#include <string.h>

#define INTENT_VALUE(number, capitals, code, first, second, third) UKE_INTENT_##capitals,
static const UkeIntent intents[] = { UKE_INTENTS (INTENT_VALUE) };

#define INTENT_CODE(number, capitals, code, first, second, third) code,
static const char *const codes[] = { UKE_INTENTS (INTENT_CODE) };

#define N_ACTIONS 3
#define INTENT_ACTIONS(number, capitals, code, first, second, third)                               \
  { UKE_ACTION_##first, UKE_ACTION_##second, UKE_ACTION_##third },
static const UkeAction actions[][N_ACTIONS] = { UKE_INTENTS (INTENT_ACTIONS) };

/**
 * uke_intent_get_code:
 * @intent: an intent
 *
 * Returns: (transfer none): its stable code; "" for a number that is none
 * Thread: any
 */
const char *
uke_intent_get_code (UkeIntent intent)
{
  for (size_t i = 0; i < G_N_ELEMENTS (intents); i++)
    if (intents[i] == intent)
      return codes[i];
  return "";
}

/**
 * uke_intent_from_code:
 * @code: an intent's code
 *
 * Returns: the intent, or `UKE_INTENT_NONE`
 * Thread: any
 */
UkeIntent
uke_intent_from_code (const char *code)
{
  for (size_t i = 0; i < G_N_ELEMENTS (intents); i++)
    if (strcmp (codes[i], code) == 0)
      return intents[i];
  return UKE_INTENT_NONE;
}

/**
 * uke_intent_is_known:
 * @number: a number from a change-set
 *
 * Returns: whether this program has an intent of that number
 * Thread: any
 */
gboolean
uke_intent_is_known (unsigned number)
{
  for (size_t i = 0; i < G_N_ELEMENTS (intents); i++)
    if ((unsigned)intents[i] == number)
      return TRUE;
  return FALSE;
}

/**
 * uke_intent_is_open_to:
 * @number: a number from a change-set
 * @role: what its author is
 *
 * Whether somebody of this role may do it at all: reasons and second persons were asked for where
 * they acted, and stand in the audit.
 *
 * Returns: whether they may; nobody may do what this program does not know
 * Thread: any
 * Source: security.md 4.1, Settled 6 of sync.md
 */
gboolean
uke_intent_is_open_to (unsigned number, UkeRole role)
{
  for (size_t i = 0; i < G_N_ELEMENTS (intents); i++) {
    if ((unsigned)intents[i] != number)
      continue;
    for (unsigned a = 0; a < N_ACTIONS; a++)
      if (actions[i][a] != UKE_ACTION_NONE
          && uke_action_judge (actions[i][a], role, NULL) != UKE_JUDGEMENT_DENIED)
        return TRUE;
  }
  return FALSE;
}

/**
 * uke_intent_all:
 * @out_n: (out): how many there are
 *
 * Returns: (transfer none): every intent, in the order of their numbers
 * Thread: any
 */
const UkeIntent *
uke_intent_all (unsigned *out_n)
{
  *out_n = G_N_ELEMENTS (intents);
  return intents;
}
