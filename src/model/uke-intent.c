/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-intent.h"

#include <string.h>

#define INTENT_VALUE(number, capitals, code) UKE_INTENT_##capitals,
static const UkeIntent intents[] = { UKE_INTENTS (INTENT_VALUE) };

#define INTENT_CODE(number, capitals, code) code,
static const char *const codes[] = { UKE_INTENTS (INTENT_CODE) };

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
