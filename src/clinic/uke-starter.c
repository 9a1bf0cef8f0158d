/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-starter.h"

#include "model/uke-entities.h"

#define N_WEEKDAYS 7

/* clang-format off */
/* Neutral names and lengths that most kinds of clinic use; the settings change them. */
static const struct { const char *name; int length_min; } MENUS[] = {
  { "初診", 30 },
  { "再診", 15 },
  { "定期検診", 30 },
  { "相談", 30 },
};

static const UkeStarterScript SCRIPTS[] = {
  { "aftercare", "術後フォロー・標準",
    "「{clinic}の{staff}です。{patient}様でいらっしゃいますか」\n本人確認：生年月日を伺う\n「施術から数日たちましたが、お困りのことはございませんか」\n「次回は1週間後の確認です。ご都合はいかがでしょうか」\n症状の相談があれば判断せず 医師へ引継ぎ" },
  { "recall", "リコール・標準",
    "「{clinic}の{staff}です。{patient}様でいらっしゃいますか」\n本人確認：生年月日を伺う\n「前回の検診から期間があきましたので、ご案内のお電話です」\n「今週ですと空きがございます。いかがでしょうか」\n症状の相談があれば判断せず 医師へ引継ぎ" },
  { "no_show", "無断キャンセル後・標準",
    "「{clinic}の{staff}です。{patient}様でいらっしゃいますか」\n本人確認：生年月日を伺う\n「ご予約の時間にお見えにならなかったので、お電話しました」\n「あらためてご都合のよい日はございますか」" },
  { "annual", "人間ドック・年次",
    "「{clinic}の{staff}です。{patient}様でいらっしゃいますか」\n本人確認：生年月日を伺う\n「前回の人間ドックから1年がたちます」\n「来月の午前に空きがございます。お取りしましょうか」" },
  { "callback", "折返し・標準",
    "「{clinic}の{staff}です。お約束のお時間にお電話しました」\n本人確認：生年月日を伺う\n用件を伺い、予約または担当へ" },
  { "manual", "一般",
    "「{clinic}の{staff}です。{patient}様でいらっしゃいますか」\n本人確認：生年月日を伺う\n用件を伝える\n症状の相談があれば判断せず 医師へ引継ぎ" },
};
/* clang-format on */

typedef struct {
  GPtrArray *drafts; /* (owned) (element-type UkeDraft) */
  int64_t now_us;
} Starter;

static UkeDraft *
add (Starter *starter, const UkeEntity *entity)
{
  UkeDraft *draft = uke_draft_new (entity, starter->now_us);

  g_ptr_array_add (starter->drafts, draft);
  return draft;
}

/* The director's own column, named as the desk speaks of it: 青柳 院長. */
static const UkeId *
add_column (Starter *starter, UkeDraft *place, UkeDraft *director)
{
  const char *family = uke_draft_get_text (director, UKE_STAFF_FAMILY_NAME);
  const char *title = uke_draft_get_text (director, UKE_STAFF_TITLE);
  g_autofree char *name = g_strdup_printf ("%s %s", family, title != NULL ? title : "");
  UkeDraft *draft = add (starter, &UKE_ENTITY_RESOURCE);

  uke_draft_set_id (draft, UKE_RESOURCE_CLINIC_ID, uke_draft_get_id (place));
  uke_draft_set_text (draft, UKE_RESOURCE_KIND, "provider");
  uke_draft_set_text (draft, UKE_RESOURCE_NAME, g_strchomp (name));
  uke_draft_set_text (draft, UKE_RESOURCE_SHORT_NAME, family);
  uke_draft_set_id (draft, UKE_RESOURCE_STAFF_ID, uke_draft_get_id (director));
  uke_draft_set_int (draft, UKE_RESOURCE_CAPACITY, 1);
  uke_draft_set_int (draft, UKE_RESOURCE_SORT_ORDER, 1);
  uke_draft_set_int (draft, UKE_RESOURCE_IS_ACTIVE, TRUE);
  return uke_draft_get_id (draft);
}

static void
add_hours (Starter *starter, const UkeId *resource_id, const UkeOpeningHours *hours)
{
  for (int weekday = 0; weekday < N_WEEKDAYS; weekday++) {
    int stretches[2][2];
    unsigned n = uke_opening_hours_get_stretches (hours, weekday, stretches);

    for (unsigned i = 0; i < n; i++) {
      UkeDraft *draft = add (starter, &UKE_ENTITY_WORKING_HOURS);

      uke_draft_set_id (draft, UKE_WORKING_HOURS_RESOURCE_ID, resource_id);
      uke_draft_set_int (draft, UKE_WORKING_HOURS_WEEKDAY, weekday);
      uke_draft_set_int (draft, UKE_WORKING_HOURS_START_MIN, stretches[i][0]);
      uke_draft_set_int (draft, UKE_WORKING_HOURS_END_MIN, stretches[i][1]);
    }
  }
}

static void
add_menus (Starter *starter, UkeDraft *place)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (MENUS); i++) {
    UkeDraft *draft = add (starter, &UKE_ENTITY_MENU);

    uke_draft_set_id (draft, UKE_MENU_CLINIC_ID, uke_draft_get_id (place));
    uke_draft_set_text (draft, UKE_MENU_NAME, MENUS[i].name);
    uke_draft_set_int (draft, UKE_MENU_LENGTH_MIN, MENUS[i].length_min);
    uke_draft_set_int (draft, UKE_MENU_COLOUR, i);
    uke_draft_set_int (draft, UKE_MENU_SORT_ORDER, i);
    uke_draft_set_int (draft, UKE_MENU_IS_ACTIVE, TRUE);
  }
}

static void
add_scripts (Starter *starter)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (SCRIPTS); i++) {
    UkeDraft *draft = add (starter, &UKE_ENTITY_CALL_SCRIPT);

    uke_draft_set_text (draft, UKE_CALL_SCRIPT_REASON, SCRIPTS[i].reason);
    uke_draft_set_text (draft, UKE_CALL_SCRIPT_NAME, SCRIPTS[i].name);
    uke_draft_set_text (draft, UKE_CALL_SCRIPT_STEPS, SCRIPTS[i].steps);
    uke_draft_set_int (draft, UKE_CALL_SCRIPT_IS_ACTIVE, TRUE);
  }
}

/**
 * uke_starter_get_scripts:
 * @out_n: (out): how many there are
 *
 * The call scripts that a new clinic begins with, one a reason.
 *
 * Returns: (transfer none) (array length=out_n): the table
 * Thread: any
 */
const UkeStarterScript *
uke_starter_get_scripts (unsigned *out_n)
{
  *out_n = G_N_ELEMENTS (SCRIPTS);
  return SCRIPTS;
}

/**
 * uke_starter_new_drafts:
 * @place: the new clinic's own row
 * @director: its first member of staff
 * @hours: when it is open, without problems
 * @now_us: the time of the first start, UTC microseconds
 *
 * What a clinic needs before the first booking can be made, so that the first day does not begin
 * with an empty calendar: the director's column with its hours, a few menus, the call scripts.
 *
 * Returns: (transfer full) (element-type UkeDraft): new records, each referring only to the two
 * given and to earlier ones
 * Thread: any
 */
GPtrArray *
uke_starter_new_drafts (UkeDraft *place,
                        UkeDraft *director,
                        const UkeOpeningHours *hours,
                        int64_t now_us)
{
  Starter starter = { g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free), now_us };

  add_hours (&starter, add_column (&starter, place, director), hours);
  add_menus (&starter, place);
  add_scripts (&starter);
  return starter.drafts;
}
