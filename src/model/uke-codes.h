/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-entity.h"

G_BEGIN_DECLS

/*
 * Registries of the text codes that CODE fields hold (decision 2). A code is a short ASCII text
 * that never changes its meaning; lists only ever grow at their end, whose order is the order in
 * which menus show the choices.
 */
typedef enum {
  UKE_CODES_NONE = 0,
  UKE_CODES_ROLE,
  UKE_CODES_RESOURCE_KIND,
  UKE_CODES_CLOSURE_KIND,
  UKE_CODES_SEX,
  UKE_CODES_STAGE,
  UKE_CODES_SOURCE,
  UKE_CODES_ENDED_REASON,
  UKE_CODES_PHONE_LABEL,
  UKE_CODES_PHONE_OWNER,
  UKE_CODES_VOICEMAIL,
  UKE_CODES_ADDRESS_LABEL,
  UKE_CODES_PROPERTY_KIND,
  UKE_CODES_CONSENT_PURPOSE,
  UKE_CODES_CONSENT_CHANNEL,
  UKE_CODES_CONSENT_STATE,
  UKE_CODES_CONSENT_ROUTE,
  UKE_CODES_STATUS,
  UKE_CODES_CANCELLED_BY,
  UKE_CODES_BOOKING_CHANNEL,
  UKE_CODES_FOLLOW_UP_REASON,
  UKE_CODES_FOLLOW_UP_STATE,
  UKE_CODES_CALL_OUTCOME,
  UKE_CODES_IMPORT_KIND,
  UKE_CODES_IMPORT_STATE,
  UKE_CODES_DUPLICATE_DECISION,
  UKE_CODES_SETTLEMENT,
  UKE_N_CODES_,
} UkeCodes;

#define UKE_RESOURCE_KIND_PROVIDER "provider"
#define UKE_RESOURCE_KIND_CHAIR "chair"
#define UKE_RESOURCE_KIND_ROOM "room"
#define UKE_RESOURCE_KIND_EQUIPMENT "equipment"

#define UKE_CLOSURE_KIND_CLOSED "closed" /* 休診 */
#define UKE_CLOSURE_KIND_AWAY "away"     /* 外出 */
#define UKE_CLOSURE_KIND_OPEN "open"     /* 臨時に開ける */

#define UKE_SEX_FEMALE "female"
#define UKE_SEX_MALE "male"
#define UKE_SEX_OTHER "other"
#define UKE_SEX_UNKNOWN "unknown"

#define UKE_STAGE_LEAD "lead"                     /* リード */
#define UKE_STAGE_CONSULT_BOOKED "consult_booked" /* 相談予約済み */
#define UKE_STAGE_CONSULTED "consulted"           /* 初回来院済み */
#define UKE_STAGE_IN_TREATMENT "in_treatment"     /* 施術/治療中 */
#define UKE_STAGE_COMPLETED "completed"           /* 施術完了 */
#define UKE_STAGE_REPEATER "repeater"             /* リピーター */
#define UKE_STAGE_DORMANT "dormant"               /* 休眠 */

#define UKE_ENDED_DECEASED "deceased"
#define UKE_ENDED_MOVED "moved"
#define UKE_ENDED_OTHER "other"

#define UKE_CONSENT_PURPOSE_APPOINTMENT "appointment"
#define UKE_CONSENT_PURPOSE_NEWS "news"
#define UKE_CONSENT_PURPOSE_SURVEY "survey"
#define UKE_CONSENT_CHANNEL_LINE "line"
#define UKE_CONSENT_CHANNEL_SMS "sms"
#define UKE_CONSENT_CHANNEL_EMAIL "email"
#define UKE_CONSENT_CHANNEL_PHONE "phone"
#define UKE_CONSENT_CHANNEL_POST "post"
#define UKE_CONSENT_CHANNEL_WHATSAPP "whatsapp"
#define UKE_CONSENT_GRANTED "granted"
#define UKE_CONSENT_REFUSED "refused"

#define UKE_CANCELLED_BY_PATIENT "patient"
#define UKE_CANCELLED_BY_CLINIC "clinic"

#define UKE_REASON_RECALL "recall"               /* 定期検診リコール */
#define UKE_REASON_ANNUAL "annual"               /* 年次リマインド */
#define UKE_REASON_AFTERCARE "aftercare"         /* 術後フォロー */
#define UKE_REASON_NO_SHOW "no_show"             /* 無断キャンセル後の確認 */
#define UKE_REASON_BROKEN "broken"               /* 取消のまま未予約 */
#define UKE_REASON_CALLBACK "callback"           /* 折返しの約束 */
#define UKE_REASON_UNDELIVERABLE "undeliverable" /* 案内が届かない */
#define UKE_REASON_LEAD "lead"                   /* 問い合わせ */
#define UKE_REASON_DORMANT "dormant"             /* 休眠 */
#define UKE_REASON_COMPLAINT "complaint"         /* ご意見・低評価 */
#define UKE_REASON_REFERRAL "referral"           /* 紹介状・返書 */
#define UKE_REASON_WAITLIST "waitlist"           /* キャンセル待ち */
#define UKE_REASON_HANDOFF "handoff"             /* 医師へ引継ぎ */
#define UKE_REASON_MANUAL "manual"               /* 手で作った */

#define UKE_FOLLOW_UP_OPEN "open"       /* 今日かける */
#define UKE_FOLLOW_UP_AGREED "agreed"   /* 約束済: waits for a visit or for the patient's call */
#define UKE_FOLLOW_UP_LATER "later"     /* 後で */
#define UKE_FOLLOW_UP_DONE "done"       /* 完了 */
#define UKE_FOLLOW_UP_REMOVED "removed" /* 除外, with a reason */
#define UKE_FOLLOW_UP_REVIEW "review"   /* 要判断: attempts used up, or contact not wanted */

#define UKE_IMPORT_PATIENTS "patients"
#define UKE_IMPORT_APPOINTMENTS "appointments"
#define UKE_IMPORT_FOLLOW_UPS "follow_ups"
#define UKE_IMPORT_RUNNING "running"
#define UKE_IMPORT_DONE "done"
#define UKE_IMPORT_CANCELLED "cancelled"
#define UKE_IMPORT_UNDONE "undone"

#define UKE_DUPLICATE_SAME "same"           /* merged */
#define UKE_DUPLICATE_DIFFERENT "different" /* two people */
#define UKE_DUPLICATE_LATER "later"

#define UKE_SETTLEMENT_STANDS "stands" /* it stays as it was decided */
#define UKE_SETTLEMENT_OTHER "other"   /* the other one holds after all */
#define UKE_SETTLEMENT_BOTH "both"     /* both hold, with open eyes */
#define UKE_SETTLEMENT_HANDED "handed" /* somebody else shall see to it; still open */

const char *const *uke_codes_get (UkeCodes codes, unsigned *out_n);
gboolean uke_codes_contain (UkeCodes codes, const char *code);
int uke_codes_get_position (UkeCodes codes, const char *code);

UkeCodes uke_codes_of_field (const UkeEntity *entity, unsigned field);
gboolean uke_code_fits_field (const UkeEntity *entity, unsigned field, const char *code);

gboolean uke_follow_up_state_is_open (const char *state);

G_END_DECLS
