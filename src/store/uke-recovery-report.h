/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/**
 * UkeRecoveryDevice:
 * @dev: a device
 * @has_reported: it has brought back everything that it had
 * @n_rescued: change-sets that it brought back
 * @n_conflicting: of these, decided otherwise than meant: cards say how
 * @n_known: those that it brought and that were not lost
 * @n_refused: those that the tables did not take
 * @missing: (owned): numbers of its change-sets between these that nobody brought back, as
 *   "7-9,12"; "" for none
 *
 * What came of one recovery for one device. Plain memory; nothing personal is in it.
 */
typedef struct {
  uint32_t dev;
  gboolean has_reported;
  unsigned n_rescued, n_conflicting, n_known, n_refused;
  char *missing;
} UkeRecoveryDevice;

/** UkeRecoveryReport: of the last recovery that is over. */
typedef struct {
  UkeId epoch; /* that it began with */
  int64_t ended_at_us;
  GPtrArray *devices; /* (owned) (element-type UkeRecoveryDevice): by number */
} UkeRecoveryReport;

void uke_recovery_report_free (UkeRecoveryReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeRecoveryReport, uke_recovery_report_free)

gboolean uke_recovery_report_write (UkeDb *db,
                                    const UkeId *epoch,
                                    int64_t since_us,
                                    int64_t now_us,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeRecoveryReport *uke_recovery_report_read (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
