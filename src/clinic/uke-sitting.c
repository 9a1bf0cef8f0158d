/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-sitting.h"

/**
 * uke_sitting_new:
 * @staff: who sits down
 * @device: the name of the desk or program in the audit
 * @now_us: when
 *
 * Returns: (transfer full): a new sitting with an id of its own
 * Errors: none
 * Thread: any
 * Source: decision 14
 */
UkeSitting *
uke_sitting_new (UkeRecord *staff, const char *device, int64_t now_us)
{
  UkeSitting *self = g_new0 (UkeSitting, 1);

  self->id = uke_id_new (now_us);
  self->staff_id = *uke_record_get_id (staff);
  self->role = uke_role_from_code (uke_record_get_code (staff, UKE_STAFF_ROLE));
  self->device = g_strdup (device);
  self->started_at_us = now_us;
  return self;
}

/**
 * uke_sitting_copy:
 * @self: a sitting
 *
 * Returns: (transfer full): a copy, the same sitting
 * Errors: none
 * Thread: any
 */
UkeSitting *
uke_sitting_copy (const UkeSitting *self)
{
  UkeSitting *copy = g_new (UkeSitting, 1);

  *copy = *self;
  copy->device = g_strdup (self->device);
  return copy;
}

/**
 * uke_sitting_free:
 * @self: (transfer full) (nullable): a sitting
 *
 * Errors: none
 * Thread: any
 */
void
uke_sitting_free (UkeSitting *self)
{
  if (self == NULL)
    return;
  g_free (self->device);
  g_free (self);
}
