/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-export.h"

#include "base/uke-phone.h"
#include "clinic/uke-contact-query.h"
#include "clinic/uke-day-query.h"
#include "clinic/uke-follow-up-query.h"
#include "clinic/uke-search.h"
#include "exchange/uke-exchange-error.h"
#include "model/uke-codes.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* How many patients are read at a time. */
#define STEP 500

/* Bookings are exported from ten years back to two years ahead. */
#define DAYS_BACK 3660
#define DAYS_AHEAD 740

static const char PATIENT_HEADER[]
    = "患者番号,姓,名,姓カナ,名カナ,生年月日,性別,電話番号1,電話番号2,メールアドレス,郵便番号,住所,"
      "注意事項,備考,初回来院日,最終来院日,来院回数\r\n";
static const char BOOKING_HEADER[]
    = "予約番号,予約日,開始時刻,所要分,患者番号,氏名,カナ氏名,担当,メニュー,状態,備考\r\n";
static const char CALL_HEADER[]
    = "患者番号,氏名,カナ氏名,電話番号1,電話番号2,理由,内容,期限,試行回数,最終来院日\r\n";

/* One export on its way. */
typedef struct {
  char *kind;   /* (owned) */
  char *path;   /* (owned) */
  char *aside;  /* (owned) (nullable): a file beside @path that becomes it */
  char *reason; /* (owned) (nullable) */
  UkeNote note;
  GString *csv; /* (owned) */
  unsigned offset;
  unsigned n_rows;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_free (export->kind);
  if (export->aside != NULL)
    g_unlink (export->aside);
  g_free (export->aside);
  g_free (export->path);
  g_free (export->reason);
  g_string_free (export->csv, TRUE);
  g_free (export);
}

/* Whether a spreadsheet would run a text: what it begins with, spaces that it does not see and wide
 * forms of the signs aside, here and after every line break. */
static gboolean
is_formula (const char *text)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  gboolean is_start = TRUE;

  /* What is not text at all is defused in any case. */
  if (plain == NULL)
    return TRUE;
  if (strchr ("\t\r", *text) != NULL && *text != '\0')
    return TRUE;
  for (const char *at = plain; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if (is_start && strchr ("=+-@", *at) != NULL)
      return TRUE;
    is_start
        = character == '\n' || character == '\r'
          || (is_start && (g_unichar_isspace (character) || g_unichar_iszerowidth (character)));
  }
  return FALSE;
}

/**
 * uke_export_cell:
 * @csv: where to write
 * @text: (nullable): the cell
 * @is_last: whether the row ends here
 *
 * Writes one cell, quoted where it must be, and never as something that a spreadsheet runs.
 *
 * Errors: none
 * Thread: any
 * Source: RFC 4180, security.md 7.3
 */
void
uke_export_cell (GString *csv, const char *text, gboolean is_last)
{
  if (text != NULL && *text != '\0') {
    gboolean is_run = is_formula (text);
    gboolean is_quoted = is_run || strpbrk (text, ",\"\r\n") != NULL;

    if (is_quoted)
      g_string_append_c (csv, '"');
    if (is_run)
      g_string_append_c (csv, '\'');
    for (const char *at = text; *at != '\0'; at++) {
      if (*at == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *at);
    }
    if (is_quoted)
      g_string_append_c (csv, '"');
  }
  g_string_append (csv, is_last ? "\r\n" : ",");
}

static void
append_date (GString *csv, UkeDate date)
{
  char iso[UKE_DATE_ISO_SIZE] = "";

  if (date != UKE_DATE_NONE)
    uke_date_write_iso (date, iso);
  uke_export_cell (csv, iso, FALSE);
}

static const char *
get_sex_word (const char *code)
{
  if (g_str_equal (code, "female"))
    return "女";
  if (g_str_equal (code, "male"))
    return "男";
  return g_str_equal (code, "other") ? "その他" : "";
}

static void
append_phone (GString *csv, GPtrArray *phones, unsigned i)
{
  g_autofree char *shown
      = i < phones->len
            ? uke_phone_format (uke_record_get_text (phones->pdata[i], UKE_PATIENT_PHONE_NUMBER))
            : NULL;

  uke_export_cell (csv, shown, FALSE);
}

static const char *
get_first (GPtrArray *rows, unsigned field)
{
  return rows->len > 0 ? uke_record_get_text (rows->pdata[0], field) : NULL;
}

static void
append_patient (GString *csv, const UkePatientContacts *contacts)
{
  static const unsigned NAMES[]
      = { UKE_PATIENT_PATIENT_NUMBER, UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_GIVEN_NAME,
          UKE_PATIENT_FAMILY_KANA, UKE_PATIENT_GIVEN_KANA };
  UkeRecord *patient = contacts->patient;
  g_autofree char *visits
      = g_strdup_printf ("%d", (int)uke_record_get_int (patient, UKE_PATIENT_VISIT_COUNT));

  for (size_t i = 0; i < G_N_ELEMENTS (NAMES); i++)
    uke_export_cell (csv, uke_record_get_text (patient, NAMES[i]), FALSE);
  append_date (csv, uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE));
  uke_export_cell (csv, get_sex_word (uke_record_get_code (patient, UKE_PATIENT_SEX)), FALSE);
  append_phone (csv, contacts->phones, 0);
  append_phone (csv, contacts->phones, 1);
  uke_export_cell (csv, get_first (contacts->emails, UKE_PATIENT_EMAIL_ADDRESS), FALSE);
  uke_export_cell (csv, get_first (contacts->addresses, UKE_PATIENT_ADDRESS_POSTAL_CODE), FALSE);
  uke_export_cell (csv, get_first (contacts->addresses, UKE_PATIENT_ADDRESS_ADDRESS), FALSE);
  uke_export_cell (csv, uke_record_get_text (patient, UKE_PATIENT_ALERT), FALSE);
  uke_export_cell (csv, uke_record_get_text (patient, UKE_PATIENT_NOTE), FALSE);
  append_date (csv, uke_record_get_date (patient, UKE_PATIENT_FIRST_VISIT_DATE));
  append_date (csv, uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE));
  uke_export_cell (csv, visits, TRUE);
}

static const char *
get_status_word (UkeStatus status)
{
  switch (status) {
  case UKE_STATUS_BOOKED:
    return "予約";
  case UKE_STATUS_CONFIRMED:
    return "確認済";
  case UKE_STATUS_ARRIVED:
  case UKE_STATUS_IN_ROOM:
  case UKE_STATUS_PAYING:
    return "受付";
  case UKE_STATUS_DONE:
    return "完了";
  case UKE_STATUS_NO_SHOW:
    return "無断キャンセル";
  case UKE_STATUS_CANCELLED:
    return "取消";
  case UKE_STATUS_NONE:
    break;
  }
  return "";
}

static void
append_booking (UkeClinic *clinic, GString *csv, const UkeDayCard *card)
{
  UkeRecord *provider = uke_clinic_lookup (clinic, &UKE_ENTITY_RESOURCE, &card->provider_id);
  g_autofree char *id = uke_id_dup_hex (&card->appointment_id);
  g_autofree char *name
      = g_strjoin (*card->given_name != '\0' ? " " : "", card->family_name, card->given_name, NULL);
  char time[16], length[16];
  UkeDate date = UKE_DATE_NONE;
  int minute = 0;

  uke_zone_split (uke_clinic_get_zone (clinic), card->starts_at_us, &date, &minute);
  g_snprintf (time, sizeof time, "%02d:%02d", minute / 60, minute % 60);
  g_snprintf (length, sizeof length, "%d", card->length_min);
  uke_export_cell (csv, id, FALSE);
  append_date (csv, date);
  uke_export_cell (csv, time, FALSE);
  uke_export_cell (csv, length, FALSE);
  uke_export_cell (csv, card->patient_number, FALSE);
  uke_export_cell (csv, name, FALSE);
  uke_export_cell (csv, card->kana, FALSE);
  uke_export_cell (csv, provider != NULL ? uke_record_get_text (provider, UKE_RESOURCE_NAME) : NULL,
                   FALSE);
  uke_export_cell (csv, card->menu_name, FALSE);
  uke_export_cell (csv, get_status_word (card->status), FALSE);
  uke_export_cell (csv, card->note, TRUE);
}

/* Why a call is made, in words that an import of the list understands. */
static const char *
get_reason_word (const char *code)
{
  static const struct {
    const char *code;
    const char *word;
  } WORDS[] = {
    { UKE_REASON_RECALL, "定期検診" },
    { UKE_REASON_ANNUAL, "年次のご案内" },
    { UKE_REASON_AFTERCARE, "術後フォロー" },
    { UKE_REASON_NO_SHOW, "無断キャンセル" },
    { UKE_REASON_BROKEN, "キャンセル後未予約" },
    { UKE_REASON_CALLBACK, "折返し" },
    { UKE_REASON_UNDELIVERABLE, "案内不達" },
    { UKE_REASON_LEAD, "問い合わせ" },
    { UKE_REASON_DORMANT, "休眠" },
    { UKE_REASON_COMPLAINT, "ご意見" },
    { UKE_REASON_REFERRAL, "紹介状" },
    { UKE_REASON_WAITLIST, "空き待ち" },
    { UKE_REASON_HANDOFF, "医師へ引継ぎ" },
    { UKE_REASON_MANUAL, "その他" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (WORDS); i++) {
    if (g_str_equal (WORDS[i].code, code))
      return WORDS[i].word;
  }
  return code;
}

static void
append_call (GString *csv, const UkeFollowUpItem *item, UkeZone *zone)
{
  UkeRecord *patient = item->patient, *call = item->follow_up;
  const char *family = uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME),
             *given = uke_record_get_text (patient, UKE_PATIENT_GIVEN_NAME),
             *family_kana = uke_record_get_text (patient, UKE_PATIENT_FAMILY_KANA),
             *given_kana = uke_record_get_text (patient, UKE_PATIENT_GIVEN_KANA);
  g_autofree char *name
      = g_strjoin (given != NULL ? " " : "", family != NULL ? family : "", given, NULL);
  g_autofree char *kana = g_strjoin (given_kana != NULL ? " " : "",
                                     family_kana != NULL ? family_kana : "", given_kana, NULL);
  g_autofree char *attempts
      = g_strdup_printf ("%d", (int)uke_record_get_int (call, UKE_FOLLOW_UP_ATTEMPTS));
  int64_t due_us = uke_record_get_time_us (call, UKE_FOLLOW_UP_DUE_AT_US);
  char last[UKE_DATE_ISO_SIZE] = "";
  UkeDate visit = uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE);

  uke_export_cell (csv, uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER), FALSE);
  uke_export_cell (csv, name, FALSE);
  uke_export_cell (csv, kana, FALSE);
  append_phone (csv, item->phones, 0);
  append_phone (csv, item->phones, 1);
  uke_export_cell (csv, get_reason_word (uke_record_get_code (call, UKE_FOLLOW_UP_REASON)), FALSE);
  uke_export_cell (csv, uke_record_get_text (call, UKE_FOLLOW_UP_REASON_NOTE), FALSE);
  append_date (csv, due_us != 0 ? uke_zone_date_of (zone, due_us) : UKE_DATE_NONE);
  uke_export_cell (csv, attempts, FALSE);
  if (visit != UKE_DATE_NONE)
    uke_date_write_iso (visit, last);
  uke_export_cell (csv, last, TRUE);
}

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
fail_write (GTask *task)
{
  g_task_return_new_error (task, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_WRITE, "cannot be written");
}

/* Takes the place for the list beside where it is meant to be, with nothing in it: a folder that
 * cannot be written and a full disk are found before anything is said to have left, and nobody's
 * data is on the disk before they may be. */
static gboolean
reserve (Export *export)
{
  g_autofree char *aside = g_strconcat (export->path, ".XXXXXX", NULL);
  gboolean has_room = FALSE;
  int fd = -1;

  if (g_file_test (export->path, G_FILE_TEST_IS_DIR))
    return FALSE;
  fd = g_mkstemp_full (aside, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;
  has_room = posix_fallocate (fd, 0, (off_t) export->csv->len) == 0;
  export->aside = g_steal_pointer (&aside);
  return close (fd) == 0 && has_room;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL)
      || g_rename (export->aside, export->path) != 0) {
    fail_write (task);
    return;
  }
  g_clear_pointer (&export->aside, g_free);
  g_task_return_boolean (task, TRUE);
}

/* The audit says what leaves before it leaves. */
static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  if (!uke_clinic_note_finish (UKE_CLINIC (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  /* Whoever stopped gets no file, though the audit has what was meant to leave. */
  if (g_task_return_error_if_cancelled (task))
    return;
  file = g_file_new_for_path (export->aside);
  bytes = g_bytes_new_static (export->csv->str, export->csv->len);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, written_cb, g_steal_pointer (&task));
}

static void
finish_list (UkeClinic *clinic, GTask *task)
{
  Export *export = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return;
  }
  export->note.count = export->n_rows;
  export->note.reason = export->reason;
  if (!reserve (export)) {
    fail_write (task);
    g_object_unref (task);
    return;
  }
  uke_clinic_note_async (clinic, &export->note, noted_cb, task);
}

static void read_next_patients (UkeClinic *clinic, GTask *task);

static void
patients_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) patients
      = uke_clinic_load_contacts_finish (UKE_CLINIC (source), result, &error);

  if (patients == NULL) {
    fail (task, error);
    return;
  }
  for (unsigned i = 0; i < patients->len; i++)
    append_patient (export->csv, patients->pdata[i]);
  export->n_rows += patients->len;
  export->offset += STEP;
  read_next_patients (UKE_CLINIC (source), task);
}

static void
read_next_patients (UkeClinic *clinic, GTask *task)
{
  Export *export = g_task_get_task_data (task);
  g_autoptr (UkeSearchResult) page = uke_clinic_list_patients (clinic, export->offset, STEP);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));

  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return;
  }
  if (page->hits->len == 0) {
    finish_list (clinic, task);
    return;
  }
  for (unsigned i = 0; i < page->hits->len; i++)
    g_array_append_val (ids, ((UkeSearchHit *)page->hits->pdata[i])->patient_id);
  uke_clinic_load_contacts_async (clinic, ids, NULL, patients_read_cb, task);
}

static void
bookings_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (UkeDay) days = uke_clinic_load_days_finish (UKE_CLINIC (source), result, &error);

  if (days == NULL) {
    fail (task, error);
    return;
  }
  for (unsigned i = 0; i < days->cards->len; i++)
    append_booking (UKE_CLINIC (source), export->csv, days->cards->pdata[i]);
  export->n_rows = days->cards->len;
  finish_list (UKE_CLINIC (source), task);
}

static void
calls_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Export *export = g_task_get_task_data (task);
  UkeZone *zone = uke_clinic_get_zone (UKE_CLINIC (source));
  GError *error = NULL;
  g_autoptr (UkeFollowUpList) calls
      = uke_clinic_load_follow_ups_finish (UKE_CLINIC (source), result, &error);

  if (calls == NULL) {
    fail (task, error);
    return;
  }
  for (unsigned i = 0; i < calls->items->len; i++)
    append_call (export->csv, calls->items->pdata[i], zone);
  export->n_rows = calls->items->len;
  finish_list (UKE_CLINIC (source), task);
}

/* The three lists; a kind that is none of them is a mistake of the program. */
static void
start (UkeClinic *clinic, GTask *task)
{
  Export *export = g_task_get_task_data (task);
  UkeDate from = uke_clock_today (uke_clinic_get_clock (clinic)) - DAYS_BACK;

  if (g_str_equal (export->kind, "patients")) {
    export->note.entity = &UKE_ENTITY_PATIENT;
    g_string_append (export->csv, PATIENT_HEADER);
    read_next_patients (clinic, task);
  } else if (g_str_equal (export->kind, "follow_ups")) {
    UkeFollowUpFilter filter = { 0 };

    export->note.entity = &UKE_ENTITY_FOLLOW_UP;
    g_string_append (export->csv, CALL_HEADER);
    uke_clinic_load_follow_ups_async (clinic, &filter, g_task_get_cancellable (task), calls_read_cb,
                                      task);
  } else {
    export->note.entity = &UKE_ENTITY_APPOINTMENT;
    g_string_append (export->csv, BOOKING_HEADER);
    uke_clinic_load_days_async (clinic, from, DAYS_BACK + DAYS_AHEAD, g_task_get_cancellable (task),
                                bookings_read_cb, task);
  }
}

/**
 * uke_export_async:
 * @clinic: an open clinic with somebody at the desk
 * @kind: patients, appointments or follow_ups
 * @path: the file; an older one is replaced
 * @note: reason and second person
 * @cancellable: (nullable): to stop
 * @callback: called when the file is written
 * @user_data: for @callback
 *
 * Writes a list.
 *
 * Errors: WRITE of UKE_EXCHANGE_ERROR; DENIED, NEEDS_REASON, NEEDS_SECOND_PERSON of the clinic
 * Thread: main
 * Source: security.md 4.1
 */
void
uke_export_async (UkeClinic *clinic,
                  const char *kind,
                  const char *path,
                  const UkeNote *note,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task = g_task_new (clinic, cancellable, callback, user_data);
  Export *export = g_new0 (Export, 1);

  g_task_set_source_tag (task, uke_export_async);
  g_task_set_task_data (task, export, export_free);
  export->kind = g_strdup (kind);
  export->path = g_strdup (path);
  export->reason = g_strdup (note->reason);
  export->note = *note;
  export->note.kind = UKE_AUDIT_EXPORT;
  export->note.action = UKE_ACTION_EXPORT_DATA;
  export->csv = g_string_new ("\xef\xbb\xbf");
  start (clinic, task);
}

/**
 * uke_export_finish:
 * @clinic: a clinic
 * @result: what the callback was given
 * @out_n_rows: (nullable): return location: how many rows were written
 * @error: return location
 *
 * Returns: whether the file is written
 * Errors: as uke_export_async()
 * Thread: main
 */
gboolean
uke_export_finish (UkeClinic *clinic, GAsyncResult *result, unsigned *out_n_rows, GError **error)
{
  Export *export = g_task_get_task_data (G_TASK (result));

  if (out_n_rows != NULL)
    *out_n_rows = export->n_rows;
  return g_task_propagate_boolean (G_TASK (result), error);
}
