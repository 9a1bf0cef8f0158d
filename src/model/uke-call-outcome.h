/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"
#include "model/uke-best-hours.h"

G_BEGIN_DECLS

/** UkeCallOutcome: how a call ended (decision 9). Stored by its code, never by its key. */
typedef enum {
  UKE_CALL_OUTCOME_NONE = 0,
  UKE_CALL_OUTCOME_BOOKED,              /* 予約した */
  UKE_CALL_OUTCOME_TALKED,              /* 本人と話した */
  UKE_CALL_OUTCOME_CALL_BACK,           /* 折返し待ち: they will ring us */
  UKE_CALL_OUTCOME_NO_ANSWER,           /* 不在・留守電 */
  UKE_CALL_OUTCOME_WRONG_NUMBER,        /* 番号違い */
  UKE_CALL_OUTCOME_DECLINED,            /* 希望しない */
  UKE_CALL_OUTCOME_HANDED_TO_DOCTOR,    /* 医師へ引継ぎ */
  UKE_CALL_OUTCOME_MESSAGE_WITH_FAMILY, /* 家族に伝言 */
  UKE_CALL_OUTCOME_AGREED_TO_VISIT,     /* 来院の約束 */
  UKE_CALL_OUTCOME_LATER,               /* 後で: we promised to ring again */
  UKE_CALL_OUTCOME_VOICEMAIL,           /* 留守電に残した */
  UKE_CALL_OUTCOME_MOVED,               /* 転居・転院 */
  UKE_CALL_OUTCOME_DECEASED,            /* 死亡 */
  UKE_CALL_OUTCOME_OTHER_END,           /* その他の理由で終わる */
  UKE_CALL_OUTCOME_STOP_CONTACT,        /* 連絡不要 */
} UkeCallOutcome;

#define UKE_N_CALL_OUTCOMES 15

/** UkeCallConsent: which consents an outcome turns into a refusal. */
typedef enum {
  UKE_CALL_CONSENT_KEPT = 0,
  UKE_CALL_CONSENT_NO_NEWS_BY_PHONE, /* お知らせ × 電話 */
  UKE_CALL_CONSENT_NO_PHONE,         /* every purpose × 電話 */
  UKE_CALL_CONSENT_NO_CONTACT,       /* every purpose × every channel */
} UkeCallConsent;

/** UkeCallFacts: what the effect of an outcome depends on. */
typedef struct {
  int attempts;                   /* before this call */
  int max_attempts;               /* 0: no limit */
  gboolean has_other_number;      /* another number of the patient works */
  gboolean refuses_all;           /* for STOP_CONTACT: every channel, not the telephone alone */
  int64_t call_back_at_us;        /* for LATER: what was promised; 0: the usual time */
  const UkeBestHours *best_hours; /* (nullable): when they answer */
} UkeCallFacts;

/** UkeCallCalendar: on which days calls are made. */
typedef struct {
  const UkeZone *zone;
  gboolean (*is_closed) (UkeDate date, gpointer data); /* (nullable): Sundays and holidays */
  gpointer data;
} UkeCallCalendar;

/**
 * UkeCallEffect:
 *
 * What recording an outcome does, all of it in one transaction. The same structure is shown before
 * the key is pressed.
 */
typedef struct {
  const char *state;         /* the task's new state */
  gboolean is_attempt;       /* counts towards the limit */
  gboolean is_reached;       /* somebody was spoken to: the count starts anew */
  gboolean is_limit_reached; /* the limit is used up: somebody must decide */
  gboolean marks_phone_bad;  /* the number is not offered again */
  UkeCallConsent consent;
  const char *ends_patient; /* (nullable): why contact with the patient ends */
  int64_t not_before_us;    /* when the task comes back, 0: it does not */
  int64_t call_back_at_us;  /* a time that was promised, 0: none */
  const char *next_reason;  /* (nullable): a new task for this reason */
  int64_t next_due_us;      /* until when the new task is due */
} UkeCallEffect;

const char *uke_call_outcome_get_code (UkeCallOutcome outcome);
UkeCallOutcome uke_call_outcome_from_code (const char *code);
UkeCallOutcome uke_call_outcome_from_digit (int digit);
int uke_call_outcome_get_digit (UkeCallOutcome outcome);
gboolean uke_call_outcome_is_reached (UkeCallOutcome outcome);

void uke_call_outcome_judge (UkeCallOutcome outcome,
                             const UkeCallFacts *facts,
                             const UkeCallCalendar *calendar,
                             int64_t now_us,
                             UkeCallEffect *out_effect);
UkeDate uke_call_working_day_after (const UkeCallCalendar *calendar, UkeDate date, int n_days);

G_END_DECLS
