/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/**
 * Which runs of which desks are alive, in the server's database, so that several server processes
 * find a PC that was copied as one does: two runs that say hello with one incarnation, and the
 * older one asks for something after the newer one did. Written when somebody says hello and when a
 * copy is found, at no other time. Each function that writes is one transaction. A session of 0 is
 * a run that says nothing of itself: it is let in.
 */

/** UkeDeviceRunState: what is known of a run that asks for something. */
typedef enum {
  UKE_DEVICE_RUN_ALONE,      /* the only one, or never heard of */
  UKE_DEVICE_RUN_SUPERSEDED, /* another has said hello with its incarnation: it is to be told */
  UKE_DEVICE_RUN_CLONED,     /* the one before it is alive: it may not go on as this incarnation */
} UkeDeviceRunState;

gboolean uke_device_run_begin (UkeDb *db,
                               uint32_t dev,
                               uint64_t inc,
                               uint64_t session,
                               gboolean *out_is_in,
                               gboolean *out_was_cloned,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_device_run_look (UkeDb *db,
                              uint32_t dev,
                              uint64_t session,
                              UkeDeviceRunState *out_state,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_device_run_hear (UkeDb *db,
                              uint32_t dev,
                              uint64_t session,
                              gboolean *out_found,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
