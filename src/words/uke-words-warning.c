/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-words"

#include "config.h"

#include "words/uke-words-warning.h"

#include <glib/gi18n.h>

/* The full stop stands behind the brackets. */
static char *
with_reason (const char *sentence, const char *reason)
{
  const char *stop = g_str_has_suffix (sentence, "。") ? "。" : "";
  int length = (int)(strlen (sentence) - strlen (stop));

  if (reason == NULL || reason[0] == '\0')
    return g_strdup (sentence);
  return g_strdup_printf ("%.*s（%s）%s", length, sentence, reason, stop);
}

/**
 * uke_words_for_warning:
 * @warning: what staff must have been shown before they go on
 *
 * Returns: (transfer full): one translated sentence
 * Thread: any
 * Source: product.md 4.1 no. 17
 */
char *
uke_words_for_warning (const UkeWarning *warning)
{
  switch (warning->code) {
  case UKE_WARNING_PATIENT_ENDED:
    return g_strdup (_ ("Contact with this patient has ended."));
  case UKE_WARNING_DOUBLE_PROVIDER:
    return with_reason (_ ("The provider has another booking at this time."), warning->text);
  case UKE_WARNING_DOUBLE_CHAIR:
    return with_reason (_ ("The chair or room is taken at this time."), warning->text);
  case UKE_WARNING_DOUBLE_PATIENT:
    return g_strdup (_ ("The patient has another booking at this time."));
  case UKE_WARNING_CLOSED_DAY:
    return with_reason (_ ("The clinic is closed on this day."), warning->text);
  case UKE_WARNING_AWAY:
    return with_reason (_ ("The provider is away at this time."), warning->text);
  case UKE_WARNING_OUTSIDE_HOURS:
    return g_strdup (_ ("This is outside the working hours."));
  case UKE_WARNING_IN_THE_PAST:
    return g_strdup (_ ("This time has passed already."));
  case UKE_WARNING_MANY_NO_SHOWS:
    return g_strdup_printf (ngettext ("The patient did not come %d time without telling.",
                                      "The patient did not come %d times without telling.",
                                      (unsigned long)warning->number),
                            (int)warning->number);
  case UKE_WARNING_SAME_NAME_THAT_DAY:
    return g_strdup (
        _ ("Somebody with the same name comes on that day. Please check the birth date."));
  case UKE_WARNING_WRONG_LENGTH:
    return g_strdup_printf (_ ("The menu usually takes %d minutes."), (int)warning->number);
  case UKE_WARNING_HELD:
    return with_reason (_ ("Another desk keeps this time for a booking."), warning->text);
  }
  return g_strdup ("");
}
