/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-wire.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

/** UKE_LEASE_MARGIN_US: so long before its end a lease is not relied upon any more (sync.md 2.10).
 */
#define UKE_LEASE_MARGIN_US (120 * (int64_t)G_USEC_PER_SEC)

/** UkeLeaseUse: a booking of this desk that stands in a lease. */
typedef struct {
  UkeId appointment_id;
  int64_t from_us, to_us;
} UkeLeaseUse;

/**
 * UkeLease:
 * @hold: what the server keeps; `until_us` is `to_us`
 * @ends_us: by this desk's running clock: the server keeps it until then at least
 * @is_missing: the server's last word did not have it: nothing relies on it
 * @uses: (element-type UkeLeaseUse): what this desk has booked there
 */
typedef struct {
  UkeWireHold hold;
  int64_t ends_us;
  gboolean is_missing;
  GArray *uses; /* (owned) */
} UkeLease;

/**
 * UkeLeaseBook:
 *
 * The leases of one desk, and what was booked inside them (sync.md 2.10, P24): the desk promises a
 * place only inside a lease that it may still rely on, and each place once. Knows no clock: the
 * desk's running time, which counts while the computer sleeps, is handed in.
 *
 * Thread: one at a time.
 */
typedef struct _UkeLeaseBook UkeLeaseBook;

UkeLeaseBook *uke_lease_book_new (void);
void uke_lease_book_free (UkeLeaseBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeLeaseBook, uke_lease_book_free)
UkeLeaseBook *uke_lease_book_copy (const UkeLeaseBook *self);

gboolean uke_lease_book_is_lease (const UkeWireHold *hold);

unsigned uke_lease_book_get_n (const UkeLeaseBook *self);
UkeLease *uke_lease_book_get (const UkeLeaseBook *self, unsigned i);
UkeLease *uke_lease_book_find (const UkeLeaseBook *self, const UkeId *id);
UkeLease *uke_lease_book_add (UkeLeaseBook *self, const UkeWireHold *hold, int64_t ends_us);
void uke_lease_book_remove (UkeLeaseBook *self, const UkeId *id);
gboolean uke_lease_book_expire (UkeLeaseBook *self, int64_t now_us);
gboolean uke_lease_book_match (UkeLeaseBook *self, const GArray *holds);

/* What was booked here, and what is known of it from then on. */
gboolean uke_lease_book_note (UkeLeaseBook *self, UkeRecord *booking, int64_t now_us);
void uke_lease_book_note_use (UkeLeaseBook *self,
                              const UkeId *lease_id,
                              const UkeLeaseUse *use,
                              gboolean is_certain);
gboolean uke_lease_book_has_room (const UkeLeaseBook *self,
                                  const UkeId resources[2],
                                  int64_t from_us,
                                  int64_t to_us,
                                  int64_t now_us);
gboolean uke_lease_book_is_certain (const UkeLeaseBook *self, const UkeId *appointment_id);

G_END_DECLS
