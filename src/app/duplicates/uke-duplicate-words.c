/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/duplicates/uke-duplicate-words.h"

#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-phone.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * uke_duplicate_words_name:
 * @pair: two patients
 *
 * Returns: (transfer full): 安西 真理子; where they differ both: 斎藤／齋藤 房江, 矢口 芽生／蒼
 * Thread: any
 */
char *
uke_duplicate_words_name (const UkeDuplicatePair *pair)
{
  gboolean same_family = g_str_equal (pair->first_family, pair->second_family),
           same_given = g_str_equal (pair->first_given, pair->second_given);

  if (same_family && same_given)
    return g_strdup_printf ("%s %s", pair->first_family, pair->first_given);
  if (same_family)
    return g_strdup_printf ("%s %s／%s", pair->first_family, pair->first_given, pair->second_given);
  if (same_given)
    return g_strdup_printf ("%s／%s %s", pair->first_family, pair->second_family,
                            pair->first_given);
  return g_strdup_printf ("%s %s／%s %s", pair->first_family, pair->first_given,
                          pair->second_family, pair->second_given);
}

/**
 * uke_duplicate_words_done:
 * @pair: two patients
 * @decision: what was decided; "" where they were parted again
 *
 * Returns: (transfer full): the sentence that says so
 * Thread: main
 */
char *
uke_duplicate_words_done (const UkeDuplicatePair *pair, const char *decision)
{
  g_autofree char *name = uke_duplicate_words_name (pair);

  if (g_str_equal (decision, UKE_DUPLICATE_SAME))
    return g_strdup_printf (_ ("%s: merged as the same person"), name);
  if (g_str_equal (decision, UKE_DUPLICATE_DIFFERENT))
    return g_strdup_printf (_ ("%s: known as different people"), name);
  if (g_str_equal (decision, UKE_DUPLICATE_LATER))
    return g_strdup_printf (_ ("%s: put off"), name);
  return g_strdup_printf (_ ("%s: parted again"), name);
}

static void
append (GString *text, const char *word)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "・" : "", word);
}

/* What agrees, in the order in which people ask: who, when born, how reached. A name that is
 * written alike stands above in the row already and is only named where little else agrees. */
static void
append_agreements (GString *text, UkeDuplicateReasons reasons)
{
  const unsigned strong = UKE_DUPLICATE_SAME_PHONE | UKE_DUPLICATE_SAME_EMAIL;
  const struct {
    unsigned reason;
    const char *word;
  } WORDS[] = {
    { UKE_DUPLICATE_VARIANT_NAME, _ ("variant characters") },
    { UKE_DUPLICATE_SAME_PHONE, _ ("phone") },
    { UKE_DUPLICATE_SAME_EMAIL, _ ("e-mail") },
    { UKE_DUPLICATE_SAME_ADDRESS, _ ("address") },
    { UKE_DUPLICATE_SAME_BIRTH, _ ("birth date") },
    { UKE_DUPLICATE_WORK_PHONE, _ ("phone of a workplace") },
  };

  if ((reasons & UKE_DUPLICATE_SAME_NAME) != 0
      && ((reasons & UKE_DUPLICATE_SAME_BIRTH) == 0 || (reasons & strong) == 0))
    append (text, _ ("name"));
  if ((reasons & UKE_DUPLICATE_SAME_KANA) != 0
      && (reasons & (UKE_DUPLICATE_SAME_NAME | UKE_DUPLICATE_VARIANT_NAME)) == 0)
    append (text, _ ("furigana"));
  for (size_t i = 0; i < G_N_ELEMENTS (WORDS); i++) {
    if ((reasons & WORDS[i].reason) != 0)
      append (text, WORDS[i].word);
  }
}

static void
append_differences (GString *text, UkeDuplicateReasons reasons)
{
  const struct {
    unsigned reason;
    const char *word;
  } WORDS[] = {
    { UKE_DUPLICATE_OTHER_FAMILY, _ ("family name differs") },
    { UKE_DUPLICATE_NEAR_BIRTH, _ ("birth date differs in one part") },
    { UKE_DUPLICATE_OTHER_BIRTH, _ ("birth date differs") },
    { UKE_DUPLICATE_NO_BIRTH, _ ("birth date not known on one side") },
    { UKE_DUPLICATE_OTHER_SEX, _ ("sex differs") },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (WORDS); i++) {
    if ((reasons & WORDS[i].reason) != 0)
      append (text, WORDS[i].word);
  }
}

/**
 * uke_duplicate_words_reasons:
 * @reasons: what agrees and what does not
 *
 * Returns: (transfer full): 電話・生年月日が一致, 異体字・電話が一致, ふたご？ 住所・生年月日が一致
 * Thread: main
 * Source: design.md 12
 */
char *
uke_duplicate_words_reasons (UkeDuplicateReasons reasons)
{
  const unsigned contacts = UKE_DUPLICATE_SAME_PHONE | UKE_DUPLICATE_SAME_EMAIL
                            | UKE_DUPLICATE_SAME_ADDRESS | UKE_DUPLICATE_WORK_PHONE;
  const unsigned twins = UKE_DUPLICATE_OTHER_GIVEN | UKE_DUPLICATE_SAME_BIRTH;
  g_autoptr (GString) agreed = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if ((reasons & UKE_DUPLICATE_SAME_NAME) != 0
      && (reasons & (contacts | UKE_DUPLICATE_SAME_BIRTH)) == 0) {
    append (text, _ ("Same name"));
  } else {
    append_agreements (agreed, reasons);
    if ((reasons & twins) == twins)
      /* Translators: %s is what agrees, as a list: "address・birth date". */
      g_string_append_printf (text, _ ("Twins? %s agree"), agreed->str);
    else if (agreed->len > 0)
      /* Translators: %s is what agrees, as a list: "phone・birth date". */
      g_string_append_printf (text, _ ("%s agree"), agreed->str);
  }
  append_differences (text, reasons);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
get_topic_word (UkeMergeTopic topic)
{
  switch (topic) {
  case UKE_MERGE_TOPIC_NAME:
    return C_ ("merge", "Name");
  case UKE_MERGE_TOPIC_KANA:
    return C_ ("merge", "Furigana");
  case UKE_MERGE_TOPIC_BIRTH:
    return C_ ("merge", "Birth date");
  case UKE_MERGE_TOPIC_SEX:
    return C_ ("merge", "Sex");
  case UKE_MERGE_TOPIC_PHONE:
    return C_ ("merge", "Phone");
  case UKE_MERGE_TOPIC_EMAIL:
    return C_ ("merge", "E-mail");
  case UKE_MERGE_TOPIC_ADDRESS:
    return C_ ("merge", "Address");
  case UKE_MERGE_TOPIC_VISITS:
    return C_ ("merge", "Visits");
  case UKE_MERGE_TOPIC_HOUSEHOLD:
    return C_ ("merge", "Family");
  case UKE_MERGE_TOPIC_STAFF:
    return C_ ("merge", "In charge");
  case UKE_MERGE_TOPIC_STAGE:
    return C_ ("merge", "Stage");
  case UKE_MERGE_TOPIC_SOURCE:
    return C_ ("merge", "Source of visit");
  case UKE_MERGE_TOPIC_INTERESTS:
    return C_ ("merge", "Interests");
  case UKE_MERGE_TOPIC_TREATMENTS:
    return C_ ("merge", "Treatments");
  case UKE_MERGE_TOPIC_LANGUAGE:
    return C_ ("merge", "Language");
  case UKE_MERGE_TOPIC_ENDED:
    return C_ ("merge", "Contact ended");
  case UKE_MERGE_TOPIC_TAGS:
    return C_ ("merge", "Tag");
  case UKE_MERGE_TOPIC_PROPERTY:
  case UKE_MERGE_TOPIC_CONSENT:
    break;
  case UKE_MERGE_TOPIC_ALERT:
    return C_ ("merge", "Front-desk alert");
  case UKE_MERGE_TOPIC_NOTE:
    return C_ ("merge", "Note");
  }
  return "";
}

/**
 * uke_merge_words_topic:
 * @row: a row of the comparison
 * @names: what it is read with
 *
 * Returns: (transfer full): what it is about: 携帯, 住所, 同意（郵便）
 * Thread: main
 */
char *
uke_merge_words_topic (const UkeMergeRow *row, const UkeMergeNames *names)
{
  UkeRecord *side = row->left != NULL ? row->left : row->right;

  if (row->topic == UKE_MERGE_TOPIC_PHONE
      && *uke_record_get_code (side, UKE_PATIENT_PHONE_LABEL) != '\0')
    return g_strdup (
        uke_code_word (UKE_CODES_PHONE_LABEL, uke_record_get_code (side, UKE_PATIENT_PHONE_LABEL)));
  if (row->topic == UKE_MERGE_TOPIC_CONSENT)
    /* Translators: a consent by purpose and channel. */
    return g_strdup_printf (
        _ ("Consent (%s by %s)"),
        uke_code_word (UKE_CODES_CONSENT_PURPOSE, uke_record_get_code (side, UKE_CONSENT_PURPOSE)),
        uke_code_word (UKE_CODES_CONSENT_CHANNEL, uke_record_get_code (side, UKE_CONSENT_CHANNEL)));
  if (row->topic == UKE_MERGE_TOPIC_PROPERTY) {
    UkeRecord *property
        = uke_clinic_lookup (names->clinic, &UKE_ENTITY_PROPERTY,
                             uke_record_get_id_value (side, UKE_PATIENT_PROPERTY_PROPERTY_ID));

    return g_strdup (property != NULL ? uke_record_get_text (property, UKE_PROPERTY_NAME) : "—");
  }
  return g_strdup (get_topic_word (row->topic));
}

static char *
day_text (UkeDate date)
{
  int year, month, day;

  uke_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf ("%d/%d/%d", year, month, day);
}

static char *
visits_text (UkeRecord *patient)
{
  UkeDate last = uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE);
  int n = (int)uke_record_get_int (patient, UKE_PATIENT_VISIT_COUNT);
  g_autofree char *date = last != UKE_DATE_NONE ? day_text (last) : NULL;

  if (date == NULL)
    return g_strdup_printf (ngettext ("%d visit", "%d visits", (unsigned long)n), n);
  /* Translators: number of visits and the day of the last one. */
  return g_strdup_printf (ngettext ("%d visit, last %s", "%d visits, last %s", (unsigned long)n), n,
                          date);
}

static char *
consent_text (UkeRecord *consent, const UkeMergeNames *names)
{
  const char *word
      = uke_code_word (UKE_CODES_CONSENT_STATE, uke_record_get_code (consent, UKE_CONSENT_STATE));
  int64_t at_us = uke_record_get_time_us (consent, UKE_CONSENT_DECIDED_AT_US);
  g_autofree char *date = NULL;

  if (at_us == 0)
    /* Translators: an answer about consent whose date is not known. */
    return g_strdup_printf (_ ("%s (no date)"), word);
  date = day_text (uke_zone_date_of (uke_clinic_get_zone (names->clinic), at_us));
  return g_strdup_printf ("%s %s", word, date);
}

static char *
household_text (UkeRecord *patient, UkeRecord *household)
{
  const char *relation = uke_record_get_text (patient, UKE_PATIENT_RELATION);
  const char *name = household != NULL ? uke_record_get_text (household, UKE_HOUSEHOLD_NAME) : NULL;

  if (name == NULL)
    return g_strdup (relation != NULL ? relation : _ ("In a family"));
  return relation != NULL ? g_strdup_printf ("%s・%s", name, relation) : g_strdup (name);
}

static char *
staff_text (UkeRecord *patient, const UkeMergeNames *names)
{
  UkeRecord *staff = uke_clinic_lookup (names->clinic, &UKE_ENTITY_STAFF,
                                        uke_record_get_id_value (patient, UKE_PATIENT_STAFF_ID));

  return g_strdup (staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : "—");
}

static char *
one_line (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  return g_strjoinv ("、", lines);
}

/**
 * uke_merge_words_value:
 * @row: a row of the comparison
 * @side: (nullable): its left or right record
 * @names: what it is read with
 *
 * Returns: (transfer full): what that side says, in one line; （なし） where it says nothing
 * Thread: main
 */
char *
uke_merge_words_value (const UkeMergeRow *row, UkeRecord *side, const UkeMergeNames *names)
{
  if (side == NULL)
    return g_strdup (_ ("(none)"));
  switch (row->topic) {
  case UKE_MERGE_TOPIC_NAME:
    return uke_person_text_name (side);
  case UKE_MERGE_TOPIC_KANA:
    return uke_person_text_kana (side);
  case UKE_MERGE_TOPIC_BIRTH:
    return uke_person_text_birth (uke_record_get_date (side, UKE_PATIENT_BIRTH_DATE), names->today);
  case UKE_MERGE_TOPIC_SEX:
    return g_strdup (uke_code_word (UKE_CODES_SEX, uke_record_get_code (side, UKE_PATIENT_SEX)));
  case UKE_MERGE_TOPIC_PHONE:
    return uke_phone_format (uke_record_get_code (side, UKE_PATIENT_PHONE_NUMBER));
  case UKE_MERGE_TOPIC_EMAIL:
    return g_strdup (uke_record_get_code (side, UKE_PATIENT_EMAIL_ADDRESS));
  case UKE_MERGE_TOPIC_ADDRESS:
    return one_line (uke_record_get_text (side, UKE_PATIENT_ADDRESS_ADDRESS));
  case UKE_MERGE_TOPIC_VISITS:
    return visits_text (side);
  case UKE_MERGE_TOPIC_HOUSEHOLD:
    return household_text (side, side == row->left ? names->left : names->right);
  case UKE_MERGE_TOPIC_STAFF:
    return staff_text (side, names);
  case UKE_MERGE_TOPIC_STAGE:
    return g_strdup (
        uke_code_word (UKE_CODES_STAGE, uke_record_get_code (side, UKE_PATIENT_STAGE)));
  case UKE_MERGE_TOPIC_SOURCE:
    return g_strdup (
        uke_code_word (UKE_CODES_SOURCE, uke_record_get_code (side, UKE_PATIENT_SOURCE)));
  case UKE_MERGE_TOPIC_INTERESTS:
    return one_line (uke_record_get_text (side, UKE_PATIENT_INTERESTS));
  case UKE_MERGE_TOPIC_TREATMENTS:
    return one_line (uke_record_get_text (side, UKE_PATIENT_TREATMENTS));
  case UKE_MERGE_TOPIC_LANGUAGE:
    return g_strdup (uke_record_get_code (side, UKE_PATIENT_LANGUAGE));
  case UKE_MERGE_TOPIC_ENDED:
    return g_strdup (uke_code_word (UKE_CODES_ENDED_REASON,
                                    uke_record_get_code (side, UKE_PATIENT_ENDED_REASON)));
  case UKE_MERGE_TOPIC_TAGS:
    return g_strdup (uke_record_get_code (side, UKE_PATIENT_TAG_TAG));
  case UKE_MERGE_TOPIC_PROPERTY:
    return one_line (uke_record_get_text (side, UKE_PATIENT_PROPERTY_VALUE));
  case UKE_MERGE_TOPIC_CONSENT:
    return consent_text (side, names);
  case UKE_MERGE_TOPIC_ALERT:
    return one_line (uke_record_get_text (side, UKE_PATIENT_ALERT));
  case UKE_MERGE_TOPIC_NOTE:
    return one_line (uke_record_get_text (side, UKE_PATIENT_NOTE));
  }
  return g_strdup ("");
}

/**
 * uke_merge_words_mark_from:
 * @topic: what is compared
 * @left, @right: what both sides say, which differs
 *
 * Returns: the byte of @right from which on it is marked. Only an address begins alike in a way
 * that helps the eye; everything else is marked whole. Thread: any
 */
unsigned
uke_merge_words_mark_from (UkeMergeTopic topic, const char *left, const char *right)
{
  const char *at = right, *other = left;

  if (topic != UKE_MERGE_TOPIC_ADDRESS)
    return 0;
  while (*at != '\0' && *other != '\0' && g_utf8_get_char (at) == g_utf8_get_char (other)) {
    at = g_utf8_next_char (at);
    other = g_utf8_next_char (other);
  }
  /* The shorter address is the whole beginning of the longer one: then all of it is marked. */
  return *at == '\0' ? 0 : (unsigned)(at - right);
}

/**
 * uke_merge_words_verdict:
 * @verdict: how two sides stand to each other
 * @out_icon: (out): its icon
 * @out_class: (out): its style class
 *
 * Returns: (transfer none): the word: 同じ, 追加, ちがう, 両方
 * Thread: main
 */
const char *
uke_merge_words_verdict (UkeMergeVerdict verdict, const char **out_icon, const char **out_class)
{
  *out_class = "uk-verdict-neutral";
  switch (verdict) {
  case UKE_MERGE_SAME:
    *out_icon = "object-select-symbolic";
    *out_class = "uk-verdict-ok";
    return C_ ("verdict", "Same");
  case UKE_MERGE_KEPT:
    *out_icon = "go-previous-symbolic";
    return C_ ("verdict", "Stays");
  case UKE_MERGE_ADDED:
    *out_icon = "list-add-symbolic";
    *out_class = "uk-verdict-accent";
    return C_ ("verdict", "Added");
  case UKE_MERGE_DIFFERS:
    *out_icon = "dialog-warning-symbolic";
    *out_class = "uk-verdict-warn";
    return C_ ("verdict", "Differs");
  case UKE_MERGE_BOTH:
    *out_icon = "edit-copy-symbolic";
    *out_class = "uk-verdict-accent";
    return C_ ("verdict", "Both");
  }
  *out_icon = NULL;
  return "";
}

/**
 * uke_merge_words_why:
 * @plan: a comparison
 *
 * Returns: (transfer full): which rules chose what is chosen at first; what is registered stays
 *   where no other rule spoke
 * Thread: main
 * Source: design.md 12
 */
char *
uke_merge_words_why (UkeMergePlan *plan)
{
  GPtrArray *rows = uke_merge_plan_get_rows (plan);
  gboolean by_consent = FALSE, by_visit = FALSE, is_ended = FALSE, is_both = FALSE;
  g_autoptr (GString) text = g_string_new (NULL);

  for (unsigned i = 0; i < rows->len; i++) {
    const UkeMergeRow *row = rows->pdata[i];

    by_consent |= row->why == UKE_MERGE_WHY_STRICTER_CONSENT && row->verdict == UKE_MERGE_DIFFERS;
    by_visit |= row->why == UKE_MERGE_WHY_NEWER_VISIT && row->verdict == UKE_MERGE_DIFFERS;
    is_ended |= row->why == UKE_MERGE_WHY_ENDED;
    is_both |= row->verdict == UKE_MERGE_BOTH;
  }
  if (by_consent)
    g_string_append (text, _ ("Of two consents the stricter one (refused) stays, with its date. "));
  if (by_visit)
    g_string_append (text,
                     _ ("Name, address and e-mail are those of the record with the newer visit. "));
  if (is_both)
    g_string_append (text, _ ("Notes, numbers and visits of both are kept. "));
  if (is_ended)
    g_string_append (text, _ ("Contact that was ended stays ended. "));
  if (text->len == 0)
    g_string_append (text, _ ("Where nothing else was said, what is registered stays."));
  g_strchomp (text->str);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
