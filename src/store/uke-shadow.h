/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

/**
 * The table `shadow`: the server's rows under those that change-sets which still wait have changed
 * (uke-replica.h). A waiting change-set writes values and `del_seq` of a row and nothing else: its
 * versions, `cver` and `rver` stay those of the base. So what is kept of a base row is its values
 * and its `del_seq`, and of a booking its claims.
 */

/** UkeShadow: one row of the table; plain memory. */
typedef struct {
  const UkeEntity *entity;
  UkeId id;
} UkeShadow;

unsigned uke_shadow_hash (gconstpointer shadow);
gboolean uke_shadow_equal (gconstpointer a, gconstpointer b);

/* Keeps the base of a row, if it is not kept yet, and notes which fields will be set. */
gboolean uke_shadow_save (UkeDb *db,
                          const UkeEntity *entity,
                          const UkeId *id,
                          uint64_t touched,
                          gboolean is_new,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_shadow_find_touched (UkeDb *db,
                                  const UkeEntity *entity,
                                  const UkeId *id,
                                  gboolean *out_is_there,
                                  uint64_t *out_touched,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type UkeShadow): a set of all of them. */
GHashTable *uke_shadow_list (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type UkeShadow GBytes): what is kept of each; NULL where there is no base. */
GHashTable *uke_shadow_list_bases (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeRecord *uke_shadow_make_base (const UkeShadow *shadow,
                                 GBytes *base,
                                 UkeRecord *seen,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkeShadowFunc:
 * @shadow: a row that was put back
 * @seen: (nullable): as people saw it
 * @base: (nullable): as the server has it
 * @data: the caller's
 */
typedef void (*UkeShadowFunc) (const UkeShadow *shadow,
                               UkeRecord *seen,
                               UkeRecord *base,
                               gpointer data);

/* Puts every base row and its claims back; the table is empty afterwards. */
gboolean uke_shadow_put_back (UkeDb *db, UkeShadowFunc func, gpointer data, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
