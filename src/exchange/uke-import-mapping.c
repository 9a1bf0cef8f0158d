/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-mapping.h"

#include <jansson.h>
#include <string.h>

#define UKE_IMPORT_TARGET_CODE_(capitals, code) [UKE_IMPORT_TARGET_##capitals] = code,
static const char *const CODES[UKE_IMPORT_N_TARGETS]
    = { UKE_IMPORT_TARGETS (UKE_IMPORT_TARGET_CODE_) };

/* Header names as Japanese clinics' programs write them, folded: without spaces and marks. */
static const struct {
  UkeImportTarget target;
  const char *names; /* separated by spaces */
} NAMES[] = {
  { UKE_IMPORT_TARGET_NUMBER,
    "患者番号 患者id 患者no 患者コード カルテ番号 カルテno 診察券番号 診察券no 診察券 番号 id no "
    "会員番号 顧客番号 patientid patientnumber chartno カルテid 患者" },
  { UKE_IMPORT_TARGET_NAME,
    "氏名 患者氏名 名前 お名前 患者名 漢字氏名 氏名漢字 患者漢字氏名 name fullname 予約者名 予約者 "
    "顧客名 お客様名 会員名 displayname 患者様名" },
  { UKE_IMPORT_TARGET_FAMILY_NAME, "姓 苗字 氏 姓漢字 漢字姓 familyname lastname surname 名字" },
  { UKE_IMPORT_TARGET_GIVEN_NAME, "名 名漢字 漢字名 givenname firstname" },
  { UKE_IMPORT_TARGET_KANA,
    "カナ かな ふりがな フリガナ カナ氏名 氏名カナ 患者カナ氏名 氏名かな 氏名フリガナ 患者カナ "
    "カナ名 よみがな ヨミガナ 読み 予約者カナ kana 患者氏名カナ お名前カナ お名前フリガナ 名前カナ "
    "患者名カナ 患者フリガナ" },
  { UKE_IMPORT_TARGET_FAMILY_KANA,
    "姓カナ カナ姓 セイ せい 姓フリガナ 姓ふりがな 姓かな familykana lastnamekana "
    "phoneticlastname familynameyomi" },
  { UKE_IMPORT_TARGET_GIVEN_KANA,
    "名カナ メイ めい 名フリガナ 名ふりがな 名かな givenkana firstnamekana phoneticfirstname "
    "givennameyomi" },
  { UKE_IMPORT_TARGET_BIRTH_DATE,
    "生年月日 誕生日 生年月日和暦 生年月日西暦 birthday birthdate dob dateofbirth 患者生年月日" },
  { UKE_IMPORT_TARGET_SEX, "性別 性 sex gender 患者性別" },
  { UKE_IMPORT_TARGET_MOBILE,
    "携帯 携帯電話 携帯番号 携帯電話番号 mobile mobilephone 電話携帯 緊急携帯" },
  { UKE_IMPORT_TARGET_HOME_PHONE,
    "自宅電話 自宅電話番号 固定電話 自宅tel homephone 電話自宅 自宅" },
  { UKE_IMPORT_TARGET_WORK_PHONE, "勤務先電話 勤務先電話番号 会社電話 workphone 勤務先tel" },
  { UKE_IMPORT_TARGET_PHONE,
    "電話 電話番号 tel phone 連絡先 連絡先電話番号 電話1 電話番号1 電話2 電話番号2 phone1value "
    "phone2value 予約者電話番号 連絡先tel" },
  { UKE_IMPORT_TARGET_EMAIL,
    "メール メールアドレス email mail emailアドレス email1value メアド 電子メール" },
  { UKE_IMPORT_TARGET_POSTAL_CODE, "郵便番号 〒 郵便 zip zipcode postalcode 自宅郵便番号" },
  { UKE_IMPORT_TARGET_ADDRESS,
    "住所 現住所 住所1 address 自宅住所 address1 都道府県住所 address1formatted" },
  { UKE_IMPORT_TARGET_ADDRESS_MORE, "住所2 住所3 建物 建物名 番地 address2 マンション名" },
  { UKE_IMPORT_TARGET_NOTE, "備考 メモ 予約メモ コメント notes note remarks 備考欄 予約備考" },
  { UKE_IMPORT_TARGET_ALERT, "注意 注意事項 受付注意 受付メモ 申し送り" },
  { UKE_IMPORT_TARGET_TAGS, "タグ 分類 グループ tag tags labels groupmembership" },
  { UKE_IMPORT_TARGET_FIRST_VISIT, "初診日 初回来院日 初回来院 firstvisit" },
  { UKE_IMPORT_TARGET_LAST_VISIT,
    "最終来院日 最終受診日 前回来院日 最終来院 最終診療日 最終受診 lastvisit 前回来院" },
  { UKE_IMPORT_TARGET_NEXT_VISIT,
    "次回来院予定日 次回予定日 リコール日 リコール予定日 次回検診日 次回来院 次回リコール日" },
  { UKE_IMPORT_TARGET_VISIT_COUNT, "来院回数 受診回数 visits visitcount" },
  { UKE_IMPORT_TARGET_DATE, "予約日 日付 来院日 予約日付 date 来店日 診療日" },
  { UKE_IMPORT_TARGET_TIME, "予約時間 予約時刻 開始時刻 開始時間 時間 時刻 time 開始 来店時間" },
  { UKE_IMPORT_TARGET_END_TIME, "終了時刻 終了時間 終了 endtime" },
  { UKE_IMPORT_TARGET_START, "予約日時 開始日時 日時 start datetime 来店日時 予約開始日時" },
  { UKE_IMPORT_TARGET_LENGTH, "所要時間 時間分 所要時間分 施術時間 duration 分 所要分" },
  { UKE_IMPORT_TARGET_PROVIDER, "担当 担当者 担当医 担当スタッフ スタッフ 医師 先生 担当衛生士 "
                                "provider staff 予約担当 担当医師" },
  { UKE_IMPORT_TARGET_MENU,
    "メニュー 予約メニュー 施術メニュー コース 予約内容 menu service 施術 メニュー名 予約項目" },
  { UKE_IMPORT_TARGET_STATUS,
    "状態 ステータス 予約状態 来院状況 status 予約ステータス 来店状況 予約状況" },
  { UKE_IMPORT_TARGET_EXTERNAL_KEY, "予約番号 予約id 予約no bookingid reservationid 予約コード" },
  { UKE_IMPORT_TARGET_REASON, "理由 用件 目的 reason フォロー理由" },
  { UKE_IMPORT_TARGET_DUE_DATE, "期限 期日 予定日 duedate due 架電予定日 連絡予定日" },
};

/* Words in a header that mean clinical content: such a column is locked. */
static const char *const CLINICAL[] = {
  "病名",       "傷病",     "診断",       "処方",         "投薬", "服薬", "薬剤",   "薬歴",
  "内服",       "検査",     "既往",       "アレルギ",     "主訴", "所見", "症状",   "治療内容",
  "治療歴",     "処置",     "手術",       "感染症",       "血液", "血圧", "現病歴", "カルテ内容",
  "カルテ記載", "診療内容", "診療録",     "病歴",         "妊娠", "体重", "禁忌",   "副作用",
  "diagnosis",  "allergy",  "medication", "prescription", NULL
};

static char *
fold_header (const char *header)
{
  g_autofree char *normal = g_utf8_normalize (header, -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = g_utf8_casefold (normal != NULL ? normal : "", -1);
  GString *key = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_isalnum (c) || c == 0x3012 || c == 0x30fc)
      g_string_append_unichar (key, c);
  }
  return g_string_free (key, FALSE);
}

static gboolean
has_name (const char *names, const char *key)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);

  for (char **name = list; *name != NULL; name++) {
    g_autofree char *folded = fold_header (*name);

    if (g_str_equal (folded, key))
      return TRUE;
  }
  return FALSE;
}

/**
 * uke_import_header_is_clinical:
 * @header: a column's name
 *
 * Returns: whether the column looks as if it held clinical content
 * Errors: none
 * Thread: any
 * Source: product.md 6 no. 1
 */
gboolean
uke_import_header_is_clinical (const char *header)
{
  g_autofree char *key = fold_header (header);

  for (const char *const *word = CLINICAL; *word != NULL; word++) {
    if (strstr (key, *word) != NULL)
      return TRUE;
  }
  return FALSE;
}

/**
 * uke_import_target_fits_kind:
 * @target: a target
 * @kind: patients appointments follow_ups
 *
 * Some names mean one thing in a patient list and another in a booking list.
 *
 * Returns: whether a column of such a list may hold it
 * Errors: none
 * Thread: any
 */
gboolean
uke_import_target_fits_kind (UkeImportTarget target, const char *kind)
{
  gboolean is_patients = g_str_equal (kind, "patients");

  if (target == UKE_IMPORT_TARGET_REASON || target == UKE_IMPORT_TARGET_DUE_DATE)
    return g_str_equal (kind, "follow_ups");
  if (target >= UKE_IMPORT_TARGET_DATE && target <= UKE_IMPORT_TARGET_EXTERNAL_KEY)
    return !is_patients;
  if (target >= UKE_IMPORT_TARGET_FIRST_VISIT && target <= UKE_IMPORT_TARGET_VISIT_COUNT)
    return is_patients;
  return TRUE;
}

static UkeImportTarget
guess_target (const char *header, const char *kind)
{
  g_autofree char *key = fold_header (header);

  for (size_t i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    if (uke_import_target_fits_kind (NAMES[i].target, kind) && has_name (NAMES[i].names, key))
      return NAMES[i].target;
  }
  return uke_import_header_is_clinical (header) ? UKE_IMPORT_TARGET_CLINICAL
                                                : UKE_IMPORT_TARGET_IGNORE;
}

/**
 * uke_import_target_may_repeat:
 * @target: a target
 *
 * Several columns may hold numbers; of everything else the first column counts.
 *
 * Returns: whether more than one column may hold it
 * Errors: none
 * Thread: any
 */
gboolean
uke_import_target_may_repeat (UkeImportTarget target)
{
  return target == UKE_IMPORT_TARGET_IGNORE || target == UKE_IMPORT_TARGET_CLINICAL
         || target == UKE_IMPORT_TARGET_PHONE || target == UKE_IMPORT_TARGET_MOBILE
         || target == UKE_IMPORT_TARGET_HOME_PHONE || target == UKE_IMPORT_TARGET_WORK_PHONE
         || target == UKE_IMPORT_TARGET_EMAIL || target == UKE_IMPORT_TARGET_ADDRESS_MORE
         || target == UKE_IMPORT_TARGET_NOTE || target == UKE_IMPORT_TARGET_TAGS;
}

/**
 * uke_import_mapping_guess:
 * @file: a file
 * @kind: patients appointments follow_ups
 *
 * Returns: (transfer full): what its columns hold, by their names
 * Errors: none
 * Thread: any
 */
UkeImportMapping *
uke_import_mapping_guess (const UkeCsvFile *file, const char *kind)
{
  UkeImportMapping *self = g_new0 (UkeImportMapping, 1);
  g_autofree char *joined = g_strjoinv ("\x1f", file->header->cells);

  self->kind = g_strdup (kind);
  self->n_columns = file->header->n_cells;
  self->headers = g_strdupv (file->header->cells);
  self->targets = g_new0 (UkeImportTarget, MAX (1, self->n_columns));
  self->signature = g_compute_checksum_for_string (G_CHECKSUM_SHA256, joined, -1);
  for (unsigned i = 0; i < self->n_columns; i++) {
    UkeImportTarget target = guess_target (self->headers[i], kind);

    if (uke_import_target_may_repeat (target) || uke_import_mapping_find (self, target) < 0)
      self->targets[i] = target;
  }
  return self;
}

/**
 * uke_import_mapping_copy:
 * @self: a mapping
 *
 * Returns: (transfer full): the same, to be changed on its own
 * Errors: none
 * Thread: any
 */
UkeImportMapping *
uke_import_mapping_copy (const UkeImportMapping *self)
{
  UkeImportMapping *copy = g_new0 (UkeImportMapping, 1);

  copy->kind = g_strdup (self->kind);
  copy->n_columns = self->n_columns;
  copy->headers = g_strdupv (self->headers);
  copy->targets = g_memdup2 (self->targets, MAX (1, self->n_columns) * sizeof (UkeImportTarget));
  copy->signature = g_strdup (self->signature);
  return copy;
}

/**
 * uke_import_mapping_free:
 * @self: (transfer full) (nullable): a mapping
 *
 * Errors: none
 * Thread: any
 */
void
uke_import_mapping_free (UkeImportMapping *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_strfreev (self->headers);
  g_free (self->targets);
  g_free (self->signature);
  g_free (self);
}

/**
 * uke_import_mapping_set:
 * @self: a mapping
 * @column: which column
 * @target: what it holds
 *
 * Returns: FALSE when the column is locked or there is no such column
 * Errors: none
 * Thread: any
 */
gboolean
uke_import_mapping_set (UkeImportMapping *self, unsigned column, UkeImportTarget target)
{
  if (column >= self->n_columns || target >= UKE_IMPORT_N_TARGETS
      || self->targets[column] == UKE_IMPORT_TARGET_CLINICAL)
    return FALSE;
  self->targets[column] = target;
  return TRUE;
}

/**
 * uke_import_mapping_find:
 * @self: a mapping
 * @target: what is looked for
 *
 * Returns: the first column that holds it, -1 where none does
 * Errors: none
 * Thread: any
 */
int
uke_import_mapping_find (const UkeImportMapping *self, UkeImportTarget target)
{
  for (unsigned i = 0; i < self->n_columns; i++) {
    if (self->targets[i] == target)
      return (int)i;
  }
  return -1;
}

/**
 * uke_import_mapping_apply_json:
 * @self: a mapping
 * @json: `{"columns": {"header": "target", ...}}`, or the inner object alone
 * @error: return location
 *
 * Takes over what a person or a file says about columns. Locked columns stay locked.
 *
 * Returns: whether it was understood
 * Errors: MAPPING
 * Thread: any
 */
gboolean
uke_import_mapping_apply_json (UkeImportMapping *self, const char *json, GError **error)
{
  json_t *root = json_loads (json, JSON_REJECT_DUPLICATES, NULL);
  json_t *columns = json_is_object (json_object_get (root, "columns"))
                        ? json_object_get (root, "columns")
                        : root;
  const char *header = NULL;
  json_t *value = NULL;
  gboolean is_good = json_is_object (columns);

  json_object_foreach (columns, header, value)
  {
    UkeImportTarget target = UKE_IMPORT_TARGET_IGNORE;
    gboolean is_found = FALSE;

    if (!json_is_string (value)
        || !uke_import_target_from_code (json_string_value (value), &target)) {
      is_good = FALSE;
      break;
    }
    for (unsigned i = 0; i < self->n_columns; i++) {
      if (!g_str_equal (self->headers[i], header))
        continue;
      is_found = TRUE;
      uke_import_mapping_set (self, i, target);
    }
    is_good = is_good && is_found;
  }
  json_decref (root);
  if (!is_good)
    g_set_error_literal (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_MAPPING,
                         "not a mapping of this file's columns");
  return is_good;
}

/**
 * uke_import_mapping_to_json:
 * @self: a mapping
 *
 * Returns: (transfer full): as uke_import_mapping_apply_json() reads it
 * Errors: none
 * Thread: any
 */
char *
uke_import_mapping_to_json (const UkeImportMapping *self)
{
  json_t *columns = json_object ();
  json_t *root = json_pack ("{s:o}", "columns", columns);
  char *dumped = NULL;
  char *json = NULL;

  for (unsigned i = 0; i < self->n_columns; i++)
    json_object_set_new (columns, self->headers[i],
                         json_string (uke_import_target_get_code (self->targets[i])));
  dumped = json_dumps (root, JSON_PRESERVE_ORDER);
  json = g_strdup (dumped);
  free (dumped);
  json_decref (root);
  return json;
}

/**
 * uke_import_mapping_check:
 * @self: a mapping
 * @error: return location
 *
 * Returns: whether the columns that a list cannot do without are there
 * Errors: NO_COLUMNS, CLINICAL when there is no other column
 * Thread: any
 */
gboolean
uke_import_mapping_check (const UkeImportMapping *self, GError **error)
{
  unsigned n_clinical = 0;
  gboolean has_name = uke_import_mapping_find (self, UKE_IMPORT_TARGET_NAME) >= 0
                      || uke_import_mapping_find (self, UKE_IMPORT_TARGET_FAMILY_NAME) >= 0;
  gboolean has_person = has_name || uke_import_mapping_find (self, UKE_IMPORT_TARGET_NUMBER) >= 0
                        || uke_import_mapping_find (self, UKE_IMPORT_TARGET_KANA) >= 0;
  gboolean has_time = uke_import_mapping_find (self, UKE_IMPORT_TARGET_START) >= 0
                      || uke_import_mapping_find (self, UKE_IMPORT_TARGET_DATE) >= 0;

  for (unsigned i = 0; i < self->n_columns; i++)
    n_clinical += self->targets[i] == UKE_IMPORT_TARGET_CLINICAL;
  if (n_clinical == self->n_columns) {
    g_set_error_literal (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_CLINICAL,
                         "every column looks clinical");
    return FALSE;
  }
  if (g_str_equal (self->kind, "patients")       ? has_name
      : g_str_equal (self->kind, "appointments") ? has_person && has_time
                                                 : has_person)
    return TRUE;
  g_set_error_literal (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_NO_COLUMNS,
                       "no column says whose the rows are");
  return FALSE;
}

/**
 * uke_import_target_get_code:
 * @target: a target
 *
 * Returns: (transfer none): its code
 * Errors: none
 * Thread: any
 */
const char *
uke_import_target_get_code (UkeImportTarget target)
{
  return target < UKE_IMPORT_N_TARGETS ? CODES[target] : CODES[UKE_IMPORT_TARGET_IGNORE];
}

/**
 * uke_import_target_from_code:
 * @code: a code
 * @out_target: return location
 *
 * Returns: whether there is such a target
 * Errors: none
 * Thread: any
 */
gboolean
uke_import_target_from_code (const char *code, UkeImportTarget *out_target)
{
  for (unsigned i = 0; i < UKE_IMPORT_N_TARGETS; i++) {
    if (g_str_equal (CODES[i], code)) {
      *out_target = (UkeImportTarget)i;
      return TRUE;
    }
  }
  return FALSE;
}

static const char *
get_cell (const UkeImportMapping *mapping, const UkeCsvRow *row, UkeImportTarget target)
{
  int column = uke_import_mapping_find (mapping, target);

  return column >= 0 && (unsigned)column < row->n_cells ? row->cells[column] : "";
}

/**
 * uke_import_describe_row:
 * @mapping: which column holds what
 * @row: a row of the file
 *
 * Returns: (transfer full): whose row it is: the name as it stands there, else reading or number
 * Errors: none
 * Thread: any
 */
char *
uke_import_describe_row (const UkeImportMapping *mapping, const UkeCsvRow *row)
{
  static const UkeImportTarget OTHERS[]
      = { UKE_IMPORT_TARGET_NAME, UKE_IMPORT_TARGET_KANA, UKE_IMPORT_TARGET_NUMBER };
  const char *family = get_cell (mapping, row, UKE_IMPORT_TARGET_FAMILY_NAME);
  const char *given = get_cell (mapping, row, UKE_IMPORT_TARGET_GIVEN_NAME);

  if (*family != '\0')
    return g_strdup_printf ("%s%s%s", family, *given != '\0' ? " " : "", given);
  for (size_t i = 0; i < G_N_ELEMENTS (OTHERS); i++) {
    const char *cell = get_cell (mapping, row, OTHERS[i]);

    if (*cell != '\0')
      return g_strdup (cell);
  }
  return g_strdup ("");
}
