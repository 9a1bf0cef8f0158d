/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-words.h"

#include "app/widgets/uke-code-words.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

/* More names than these are counted only. */
#define N_UNKNOWN_SHOWN 6

static const char *const TARGETS[UKE_IMPORT_N_TARGETS] = {
  [UKE_IMPORT_TARGET_IGNORE] = NC_ ("column", "Do not import"),
  [UKE_IMPORT_TARGET_CLINICAL] = NC_ ("column", "Do not import"),
  [UKE_IMPORT_TARGET_NUMBER] = NC_ ("column", "Patient number"),
  [UKE_IMPORT_TARGET_NAME] = NC_ ("column", "Name (family and given)"),
  [UKE_IMPORT_TARGET_FAMILY_NAME] = NC_ ("column", "Family name"),
  [UKE_IMPORT_TARGET_GIVEN_NAME] = NC_ ("column", "Given name"),
  [UKE_IMPORT_TARGET_KANA] = NC_ ("column", "Reading (family and given)"),
  [UKE_IMPORT_TARGET_FAMILY_KANA] = NC_ ("column", "Reading of the family name"),
  [UKE_IMPORT_TARGET_GIVEN_KANA] = NC_ ("column", "Reading of the given name"),
  [UKE_IMPORT_TARGET_BIRTH_DATE] = NC_ ("column", "Birth date"),
  [UKE_IMPORT_TARGET_SEX] = NC_ ("column", "Sex"),
  [UKE_IMPORT_TARGET_PHONE] = NC_ ("column", "Phone"),
  [UKE_IMPORT_TARGET_MOBILE] = NC_ ("column", "Phone (mobile)"),
  [UKE_IMPORT_TARGET_HOME_PHONE] = NC_ ("column", "Phone (home)"),
  [UKE_IMPORT_TARGET_WORK_PHONE] = NC_ ("column", "Phone (work)"),
  [UKE_IMPORT_TARGET_EMAIL] = NC_ ("column", "E-mail"),
  [UKE_IMPORT_TARGET_POSTAL_CODE] = NC_ ("column", "Postal code"),
  [UKE_IMPORT_TARGET_ADDRESS] = NC_ ("column", "Address"),
  [UKE_IMPORT_TARGET_ADDRESS_MORE] = NC_ ("column", "Address (continued)"),
  [UKE_IMPORT_TARGET_NOTE] = NC_ ("column", "Note"),
  [UKE_IMPORT_TARGET_ALERT] = NC_ ("column", "Alert for the front desk"),
  [UKE_IMPORT_TARGET_TAGS] = NC_ ("column", "Tags"),
  [UKE_IMPORT_TARGET_FIRST_VISIT] = NC_ ("column", "Visit (first)"),
  [UKE_IMPORT_TARGET_LAST_VISIT] = NC_ ("column", "Visit (last)"),
  [UKE_IMPORT_TARGET_NEXT_VISIT] = NC_ ("column", "Visit (next, planned)"),
  [UKE_IMPORT_TARGET_VISIT_COUNT] = NC_ ("column", "Number of visits"),
  [UKE_IMPORT_TARGET_DATE] = NC_ ("column", "Date of the booking"),
  [UKE_IMPORT_TARGET_TIME] = NC_ ("column", "Begin"),
  [UKE_IMPORT_TARGET_END_TIME] = NC_ ("column", "End"),
  [UKE_IMPORT_TARGET_START] = NC_ ("column", "Date and begin"),
  [UKE_IMPORT_TARGET_LENGTH] = NC_ ("column", "Length (minutes)"),
  [UKE_IMPORT_TARGET_PROVIDER] = NC_ ("column", "Provider"),
  [UKE_IMPORT_TARGET_MENU] = NC_ ("column", "Menu"),
  [UKE_IMPORT_TARGET_STATUS] = NC_ ("column", "Status of the booking"),
  [UKE_IMPORT_TARGET_EXTERNAL_KEY] = NC_ ("column", "Booking number"),
  [UKE_IMPORT_TARGET_REASON] = NC_ ("column", "Reason of the call"),
  [UKE_IMPORT_TARGET_DUE_DATE] = NC_ ("column", "Due date"),
};

/**
 * uke_import_verdict_clear:
 * @self: a verdict
 *
 * Thread: any
 */
void
uke_import_verdict_clear (UkeImportVerdict *self)
{
  g_clear_pointer (&self->text, g_free);
}

/**
 * uke_import_words_kind:
 * @kind: patients appointments follow_ups
 *
 * Returns: (transfer none): what such a list holds, in a word.
 * Thread: any
 */
const char *
uke_import_words_kind (const char *kind)
{
  if (g_str_equal (kind, UKE_IMPORT_APPOINTMENTS))
    return _ ("Appointments");
  return g_str_equal (kind, UKE_IMPORT_FOLLOW_UPS) ? _ ("Follow-up calls") : _ ("Patients");
}

/**
 * uke_import_words_title:
 * @kind: patients appointments follow_ups
 *
 * Returns: (transfer none): what the page is called while such a list is imported.
 * Thread: any
 */
const char *
uke_import_words_title (const char *kind)
{
  if (g_str_equal (kind, UKE_IMPORT_APPOINTMENTS))
    return _ ("Import of appointments");
  return g_str_equal (kind, UKE_IMPORT_FOLLOW_UPS) ? _ ("Import of follow-up calls")
                                                   : _ ("Import of patients");
}

/**
 * uke_import_words_target:
 * @target: what a column holds
 *
 * Returns: (transfer none): its name.
 * Thread: any
 */
const char *
uke_import_words_target (UkeImportTarget target)
{
  return g_dpgettext2 (NULL, "column", TARGETS[target]);
}

/**
 * uke_import_words_outcome:
 * @outcome: what becomes of a row
 *
 * Returns: (transfer none): the word.
 * Thread: any
 */
const char *
uke_import_words_outcome (UkeImportOutcome outcome)
{
  switch (outcome) {
  case UKE_IMPORT_CREATED:
    return C_ ("row", "New");
  case UKE_IMPORT_MATCHED:
    return C_ ("row", "There already");
  case UKE_IMPORT_CHANGED:
    return C_ ("row", "Updated");
  case UKE_IMPORT_REFUSED:
    break;
  }
  return C_ ("row", "Not imported");
}

/**
 * uke_import_words_outcome_icon:
 * @outcome: what becomes of a row
 *
 * Returns: (transfer none): the icon beside the word.
 * Thread: any
 */
const char *
uke_import_words_outcome_icon (UkeImportOutcome outcome)
{
  switch (outcome) {
  case UKE_IMPORT_CREATED:
    return "list-add-symbolic";
  case UKE_IMPORT_MATCHED:
    return "object-select-symbolic";
  case UKE_IMPORT_CHANGED:
    return "document-edit-symbolic";
  case UKE_IMPORT_REFUSED:
    break;
  }
  return "action-unavailable-symbolic";
}

/**
 * uke_import_words_outcome_class:
 * @outcome: what becomes of a row
 *
 * Returns: (transfer none): the style class of icon and word.
 * Thread: any
 */
const char *
uke_import_words_outcome_class (UkeImportOutcome outcome)
{
  switch (outcome) {
  case UKE_IMPORT_CREATED:
    return "uk-ok";
  case UKE_IMPORT_MATCHED:
    return "uk-secondary";
  case UKE_IMPORT_CHANGED:
    return "uk-accent";
  case UKE_IMPORT_REFUSED:
    break;
  }
  return "uk-err";
}

/**
 * uke_import_words_separator:
 * @separator: , ; or tab
 *
 * Returns: (transfer none): what stands between the cells.
 * Thread: any
 */
const char *
uke_import_words_separator (char separator)
{
  if (separator == '\t')
    return _ ("separated by tabs");
  return separator == ';' ? _ ("separated by semicolons") : _ ("separated by commas");
}

static void
add_part (GString *text, char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", part);
  g_free (part);
}

static gboolean
is_phone (UkeImportTarget target)
{
  return target >= UKE_IMPORT_TARGET_PHONE && target <= UKE_IMPORT_TARGET_WORK_PHONE;
}

static char *
describe_unreadable (UkeImportTarget target, unsigned n)
{
  if (is_phone (target))
    return g_strdup_printf (_ ("digits missing: %u"), n);
  if (target >= UKE_IMPORT_TARGET_KANA && target <= UKE_IMPORT_TARGET_GIVEN_KANA)
    return g_strdup_printf (_ ("kanji in the reading: %u"), n);
  if (target == UKE_IMPORT_TARGET_EMAIL)
    return g_strdup_printf (_ ("of another form: %u"), n);
  return g_strdup_printf (_ ("not understood: %u"), n);
}

/* What needs a look, each with how many rows. */
static char *
describe_doubts (const UkeImportColumn *column)
{
  GString *text = g_string_new (NULL);

  if (column->n_era > 0)
    add_part (text, g_strdup_printf (_ ("Japanese years: %u"), column->n_era));
  if (column->n_zero > 0)
    add_part (text, g_strdup_printf (_ ("first 0 put back: %u"), column->n_zero));
  if (column->n_unreadable > 0)
    add_part (text, describe_unreadable (column->target, column->n_unreadable));
  if (column->n_future > 0)
    add_part (text, g_strdup_printf (_ ("in the future: %u"), column->n_future));
  if (column->n_repeated > 0)
    add_part (text, g_strdup_printf (_ ("repeated: %u"), column->n_repeated));
  return g_string_free (text, FALSE);
}

static char *
describe_good (const UkeImportColumn *column)
{
  if (column->n_filled == 0)
    return g_strdup (_ ("Empty"));
  if (column->n_half_width > 0)
    return g_strdup (_ ("Half-width kana converted"));
  if (column->target == UKE_IMPORT_TARGET_NUMBER)
    return g_strdup (_ ("None repeated"));
  if (column->target == UKE_IMPORT_TARGET_NAME)
    return column->n_split == column->n_filled
               ? g_strdup (_ ("Divided at the space"))
               : g_strdup_printf (_ ("no space: %u"), column->n_filled - column->n_split);
  return g_strdup (_ ("No problem"));
}

/**
 * uke_import_words_judge_column:
 * @column: (nullable): what is in it; NULL while it is being looked at
 * @target: what it is taken for
 * @is_decided: whether somebody or something said so
 * @out_verdict: return location
 *
 * Thread: any
 * Source: design.md 12.14
 */
void
uke_import_words_judge_column (const UkeImportColumn *column,
                               UkeImportTarget target,
                               gboolean is_decided,
                               UkeImportVerdict *out_verdict)
{
  UkeImportVerdict verdict = { NULL, "content-loading-symbolic", "uk-secondary" };

  if (target == UKE_IMPORT_TARGET_CLINICAL) {
    verdict = (UkeImportVerdict){ g_strdup (_ ("Clinical content stays out")),
                                  "action-unavailable-symbolic", "uk-err" };
  } else if (!is_decided) {
    verdict = (UkeImportVerdict){ g_strdup (_ ("Not chosen")), "view-more-horizontal-symbolic",
                                  "uk-warn" };
  } else if (target == UKE_IMPORT_TARGET_IGNORE) {
    verdict.text = g_strdup (_ ("Not imported"));
    verdict.icon = "list-remove-symbolic";
  } else if (column == NULL) {
    verdict.text = g_strdup (_ ("Looking"));
  } else {
    verdict.text = describe_doubts (column);
    verdict.icon = "dialog-warning-symbolic";
    verdict.css_class = "uk-warn";
    /* Japanese years and lost zeros alone are understood: nothing is to be done. */
    if (column->n_unreadable + column->n_future + column->n_repeated == 0) {
      verdict.icon = "object-select-symbolic";
      verdict.css_class = "uk-ok";
    }
    if (*verdict.text == '\0') {
      g_free (verdict.text);
      verdict.text = describe_good (column);
    }
  }
  *out_verdict = verdict;
}

static const char *
get_converted (UkeImportTarget target, const UkeImportSample *sample)
{
  if (sample->converted == NULL)
    return NULL;
  if (target == UKE_IMPORT_TARGET_SEX)
    return uke_code_word (UKE_CODES_SEX, sample->converted);
  if (target == UKE_IMPORT_TARGET_STATUS)
    return uke_code_word (UKE_CODES_STATUS, sample->converted);
  return sample->converted;
}

/**
 * uke_import_words_samples:
 * @column: (nullable): what is in a column
 *
 * Returns: (transfer full): its first cells, with what is kept of them where that is written
 * differently.
 * Thread: any
 */
char *
uke_import_words_samples (const UkeImportColumn *column)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; column != NULL && i < UKE_IMPORT_N_SAMPLES; i++) {
    const UkeImportSample *sample = &column->samples[i];
    const char *converted = get_converted (column->target, sample);

    if (sample->text == NULL)
      continue;
    g_string_append_printf (text, "%s%s", text->len > 0 ? "　／　" : "", sample->text);
    if (converted != NULL)
      g_string_append_printf (text, " → %s", converted);
  }
  for (char *at = text->str; *at != '\0'; at++)
    if (*at == '\n')
      *at = ' ';
  if (text->len == 0)
    g_string_append (text, "—");
  return g_string_free (text, FALSE);
}

/**
 * uke_import_words_unknown:
 * @unknown: (element-type UkeImportUnknown): what a list names and the clinic does not have
 *
 * Returns: (transfer full) (nullable): the names with their rows, and what can be done; NULL when
 * there are none.
 * Thread: any
 */
char *
uke_import_words_unknown (GPtrArray *unknown)
{
  g_autoptr (GString) names = g_string_new (NULL);
  unsigned n_shown = MIN (unknown->len, N_UNKNOWN_SHOWN);

  for (unsigned i = 0; i < n_shown; i++) {
    const UkeImportUnknown *one = unknown->pdata[i];
    g_autofree char *name = g_strdup_printf (one->is_menu ? _ ("menu \"%s\" (%u rows)")
                                                          : _ ("provider \"%s\" (%u rows)"),
                                             one->name, one->n_rows);

    g_string_append_printf (names, "%s%s", i > 0 ? _ (", ") : "", name);
  }
  if (n_shown < unknown->len)
    g_string_append_printf (names, _ (" and %u more"), unknown->len - n_shown);
  if (unknown->len == 0)
    return NULL;
  return g_strdup_printf (_ ("The clinic does not have: %s. The names are kept in the bookings' "
                             "notes; add them in the settings first to have them taken over."),
                          names->str);
}
