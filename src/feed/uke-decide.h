/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-change-set.h"
#include "feed/uke-effect.h"

G_BEGIN_DECLS

/** UkeStamp: who wrote an entry of the log, and what they knew. All zero: not known any more. */
typedef struct {
  uint32_t dev;
  uint64_t inc;
  int64_t dseq;
  int64_t base;
  UkeHlc hlc;
  UkeClockQuality clkq;
} UkeStamp;

/**
 * UkeDecideView:
 *
 * What decide may look at: the authority's rows as they stand before the change-set. Each function
 * returns FALSE with @error set when it could not look.
 */
typedef struct {
  /* @out_row: (transfer full) (nullable): the row, also when it is deleted; NULL: there never was
   * one. For the rows that an import has just made ids for, the answer may be NULL without looking:
   * the primary key is the guard. */
  gboolean (*find_row) (gpointer data,
                        const UkeEntity *entity,
                        const UkeId *id,
                        UkeRecord **out_row,
                        GError **error);
  gboolean (*find_stamp) (gpointer data, int64_t seq, UkeStamp *out_stamp, GError **error);
  /* Appends every claim on @resource in @n_cells cells from @first_cell to @claims. */
  gboolean (*find_claims) (gpointer data,
                           const UkeId *resource_id,
                           int64_t first_cell,
                           unsigned n_cells,
                           GArray *claims,
                           GError **error);
  gpointer data;
  /* (nullable): whether there is such a row, deleted or not. With it, what refers to a row that was
   * never made is parked: a row whose making was parked takes along what hangs on it. */
  gboolean (*has_row) (gpointer data,
                       const UkeEntity *entity,
                       const UkeId *id,
                       gboolean *out_has,
                       GError **error);
  /* (nullable): who has the patient number, however it is written; none when nobody. With it, a
   * number that another patient has is not given a second time. */
  gboolean (*find_number) (gpointer data, const char *number, UkeId *out_id, GError **error);
  /* (nullable): adds to each of @n_cells counts how many places are kept there for others than the
   * author: a booking gets a place only where one is left beside these. Lanes are not chosen by
   * them, so that a desk that knows no holds comes to the same claims. */
  gboolean (*count_holds) (gpointer data,
                           const UkeId *resource_id,
                           int64_t first_cell,
                           unsigned n_cells,
                           unsigned *counts,
                           GError **error);
  /* (nullable): the highest patient number of digits alone. With it, whom a desk registered without
   * its server, under a provisional number of its own, is given the next one. */
  gboolean (*find_highest_number) (gpointer data, int64_t *out_number, GError **error);
  /* (nullable): appends to @others (element-type UkeRecord) the patients who were registered after
   * the entry @after and are read like the new patient @row. With it, two desks' new patients who
   * may be one person become a question. */
  gboolean (*find_read_alike) (gpointer data,
                               const UkeEffectRow *row,
                               int64_t after,
                               GPtrArray *others,
                               GError **error);
} UkeDecideView;

/** UKE_NO_CAP: versions are of this history. */
#define UKE_NO_CAP INT64_MAX

gboolean uke_decide (const UkeDecideView *view,
                     const UkeChangeSet *set,
                     int64_t now_us,
                     int64_t cap,
                     UkeEffect *out_effect,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_decide_judged (const UkeDecideView *view,
                            const UkeChangeSet *set,
                            int64_t at_us,
                            UkeEffect *out_effect,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
