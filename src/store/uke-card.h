/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-record.h"
#include "model/uke-status.h"

G_BEGIN_DECLS

/** UkeCardFlags: the yes-or-no facts of a card. Stored as a number. */
typedef enum {
  UKE_CARD_IS_FIRST_VISIT = 1 << 0,
  UKE_CARD_IS_PROVISIONAL = 1 << 1,
  UKE_CARD_NEEDS_NEW_TIME = 1 << 2,
  UKE_CARD_OVERLAP_ACCEPTED = 1 << 3,
  UKE_CARD_HAS_ALERT = 1 << 4, /* the patient has a note for the front desk */
  UKE_CARD_IS_ENDED = 1 << 5,  /* the patient is deceased, moved or ended */
  UKE_CARD_WAS_RESCHEDULED = 1 << 6,
} UkeCardFlags;

/**
 * UkeCard:
 *
 * A booking as the calendar draws it: a row of the projection `appointment_card`. Ids that are not
 * known are UKE_ID_NONE, texts "", times 0. The menu's name is not here: menus are in memory
 * wherever cards are drawn.
 */
typedef struct {
  UkeId id;
  UkeId patient_id;
  UkeId provider_id;
  UkeId chair_id;
  UkeId menu_id;
  int64_t starts_at_us;
  int length_min;
  UkeStatus status;
  unsigned flags;
  const char *family_name;
  const char *given_name;
  const char *family_kana;
  const char *given_kana;
  const char *patient_number;
  int64_t visit_count;
  const char *channel;
  const char *note;
  int64_t arrived_at_us;
  int64_t in_room_at_us;
  int64_t paying_at_us;
  int64_t done_at_us;
} UkeCard;

/**
 * UkeCards:
 * @items: (owned) (element-type UkeCard): by start
 * @strings: (owned): where their texts stand
 */
typedef struct {
  GArray *items;
  GStringChunk *strings;
} UkeCards;

UkeCards *uke_cards_list (UkeDb *db,
                          const UkeId *clinic_id,
                          int64_t from_us,
                          int64_t to_us,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_cards_free (UkeCards *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeCards, uke_cards_free)

gboolean uke_card_write (UkeDb *db, UkeRecord *appointment, UkeRecord *patient, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_card_delete (UkeDb *db, UkeRecord *appointment, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
