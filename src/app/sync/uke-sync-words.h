/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync/uke-sync-state.h"
#include "base/uke-zone.h"

G_BEGIN_DECLS

/** UkeSyncLook: how the state looks in the header: colour, icon and word together. */
typedef struct {
  const char *icon;
  const char *css_class; /* (nullable): "warn", "err" */
  char *text;            /* (owned) */
} UkeSyncLook;

/** UKE_SYNC_STALE_US: a desk that has heard nothing for so long says when it last did. */
#define UKE_SYNC_STALE_US (INT64_C (15) * 60 * G_USEC_PER_SEC)

/** UKE_SYNC_UNSAVED_US: so long entries may be in no verified backup before that is told. */
#define UKE_SYNC_UNSAVED_US (INT64_C (30) * 24 * 3600 * G_USEC_PER_SEC)

UkeSyncLook uke_sync_words_look (UkeSyncState *state, const UkeZone *zone, int64_t now_us);
const char *uke_sync_words_headline (UkeSyncKind kind);
char *uke_sync_words_sentence (UkeSyncState *state, int64_t now_us);
char *uke_sync_words_caption (UkeSyncState *state, const UkeZone *zone, int64_t now_us);
char *uke_sync_words_server (UkeSyncState *state);
char *uke_sync_words_checked (UkeSyncState *state, const UkeZone *zone, int64_t now_us);
char *uke_sync_words_unsaved (UkeSyncState *state, int64_t now_us);
char *uke_sync_words_waiting (UkeSyncState *state, const UkeZone *zone, int64_t now_us);
char *uke_sync_words_moment (const UkeZone *zone, int64_t at_us, int64_t now_us);
gboolean uke_sync_words_is_near (const UkeWireDevice *device, int64_t now_us);
char *uke_sync_words_seen (const UkeWireDevice *device, const UkeZone *zone, int64_t now_us);
char *uke_sync_words_offline (UkeSyncState *state, const UkeZone *zone, int64_t now_us);
char *uke_sync_words_held (UkeSyncState *state);

G_END_DECLS
