/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-clock.h"
#include "feed/uke-lease-book.h"
#include "feed/uke-sync-core.h"
#include "model/uke-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkeHoldKeeper: who can ask the server to keep a time.
 * @ask: asks; uke_holds_answer() is called with the same token
 * @give_up: says that it need not be kept any more
 */
typedef struct {
  void (*ask) (const UkeWireHoldWish *wish, unsigned token, gpointer data);
  void (*give_up) (const UkeId *hold_id, gpointer data);
} UkeHoldKeeper;

/** UkeHoldState: how it stands with a time that this desk wants to have kept. */
typedef enum {
  UKE_HOLD_NONE = 0, /* nobody keeps it: the server is not reached, or it is over */
  UKE_HOLD_ASKED,
  UKE_HOLD_KEPT,
  UKE_HOLD_TAKEN, /* a booking or another desk has it */
} UkeHoldState;

#define UKE_TYPE_HOLDS (uke_holds_get_type ())
G_DECLARE_FINAL_TYPE (UkeHolds, uke_holds, UKE, HOLDS, GObject)

/**
 * UkeHolds:
 *
 * Times that the server keeps for a desk: those of the others, which are not free here, and those
 * of this one. Nothing is to be relied on but a lease: what is booked inside one gets its place
 * even when it reaches the server hours later. Lives on the main context.
 *
 * Signals:
 * `changed`: somebody's time is kept, or is not any more.
 * `leases-changed`: this desk's leases, or what stands in them, are others than they were.
 */
UkeHolds *uke_holds_new (UkeClock *clock);

/* For whoever speaks to the server. */
void
uke_holds_set_keeper (UkeHolds *self, const UkeHoldKeeper *keeper, gpointer data, uint32_t dev);
void uke_holds_set_server_time (UkeHolds *self, int64_t now_us);
void uke_holds_replace (UkeHolds *self, const GArray *holds, int64_t server_now_us);
void uke_holds_answer (UkeHolds *self, unsigned token, UkeSyncKept kept, const UkeWireHold *hold);

/* For this desk. */
unsigned uke_holds_ask (UkeHolds *self, const UkeWireHoldWish *wish);
UkeHoldState uke_holds_get_state (UkeHolds *self, unsigned token);
void uke_holds_give_up (UkeHolds *self, unsigned token);
void uke_holds_give_up_hold (UkeHolds *self, const UkeId *id);
gboolean uke_holds_can_ask (UkeHolds *self);
gboolean uke_holds_get_server_time (UkeHolds *self, int64_t *out_now_us);

/* (element-type UkeWireHold): what others keep between the two times. */
GArray *uke_holds_list_others (UkeHolds *self, int64_t from_us, int64_t to_us);

GArray *uke_holds_list_own (UkeHolds *self);

/* This desk's leases. */
const UkeLeaseBook *uke_holds_get_leases (UkeHolds *self);
void uke_holds_restore_leases (UkeHolds *self, UkeLeaseBook *leases);

/* What was written here just now, and what is known of it from then on. */
void uke_holds_note_booking (UkeHolds *self, UkeRecord *booking);
gboolean
uke_holds_has_lease (UkeHolds *self, const UkeId resources[2], int64_t from_us, int64_t to_us);
gboolean uke_holds_is_certain (UkeHolds *self, const UkeId *appointment_id);

G_END_DECLS
