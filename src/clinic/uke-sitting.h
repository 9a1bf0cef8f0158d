/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "model/uke-action.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

/**
 * UkeSitting:
 * @id: made when the person sat down; the Ctrl+Z stack belongs to it (decision 14)
 * @staff_id: who sits at the desk
 * @role: their role when they sat down
 * @device: (owned): the name of the desk or program in the audit: "desk", "ctl"
 * @started_at_us: when they sat down
 *
 * One person at one desk from sitting down to getting up. Immutable; copied into every command.
 */
typedef struct {
  UkeId id;
  UkeId staff_id;
  UkeRole role;
  char *device;
  int64_t started_at_us;
} UkeSitting;

UkeSitting *uke_sitting_new (UkeRecord *staff, const char *device, int64_t now_us);
UkeSitting *uke_sitting_copy (const UkeSitting *self);
void uke_sitting_free (UkeSitting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSitting, uke_sitting_free)

G_END_DECLS
