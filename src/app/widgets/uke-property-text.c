/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-property-text.h"

#include "base/uke-date.h"
#include "base/uke-era.h"
#include "base/uke-fold.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_kind (UkeRecord *property, const char *kind)
{
  return g_str_equal (uke_record_get_code (property, UKE_PROPERTY_KIND), kind);
}

/**
 * uke_property_text:
 * @property: one of the clinic's own properties
 * @value: (nullable): what a patient has for it, as it is kept
 *
 * Returns: (transfer full): the value as people read it, "" for none
 * Thread: main
 */
char *
uke_property_text (UkeRecord *property, const char *value)
{
  UkeDate date;

  if (value == NULL)
    return g_strdup ("");
  if (is_kind (property, "check"))
    return g_strdup (g_str_equal (value, UKE_PROPERTY_CHECKED) ? C_ ("property", "Yes") : "");
  if (is_kind (property, "date") && uke_date_from_iso (value, &date))
    return uke_era_format_western (date);
  return g_strdup (value);
}

/* 1,200 and １２００ are one number. */
static char *
read_number (const char *typed, char **out_problem)
{
  g_autofree char *text = uke_fold_text (typed);
  char *end = NULL, *to = text;

  for (const char *from = text; *from != '\0'; from++)
    if (*from != ',' && *from != ' ')
      *to++ = *from;
  *to = '\0';
  g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || strspn (text, "0123456789.-") != strlen (text)) {
    *out_problem = g_strdup (_ ("Please type a number, such as 12 or 3.5"));
    return NULL;
  }
  return g_steal_pointer (&text);
}

static char *
read_date (const char *typed, char **out_problem)
{
  g_autoptr (GError) error = NULL;
  UkeDate date;

  if (uke_era_parse (typed, &date, &error))
    return uke_date_to_iso (date);
  *out_problem = uke_words_for_error (error);
  return NULL;
}

/**
 * uke_property_read:
 * @property: one of the clinic's own properties
 * @typed: what somebody typed or chose
 * @out_problem: (out): set to a sentence where it cannot be kept
 *
 * Returns: (transfer full) (nullable): the value as it is kept; NULL for none, or with a problem
 * Thread: main
 */
char *
uke_property_read (UkeRecord *property, const char *typed, char **out_problem)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));

  *out_problem = NULL;
  if (text[0] == '\0')
    return NULL;
  if (is_kind (property, "number"))
    return read_number (text, out_problem);
  if (is_kind (property, "date"))
    return read_date (text, out_problem);
  return g_steal_pointer (&text);
}
