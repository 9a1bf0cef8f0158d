/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-sync-core.h"

/**
 * uke_sync_action_clear:
 * @self: an action
 *
 * Lets go of what it holds.
 *
 * Thread: any
 */
void
uke_sync_action_clear (UkeSyncAction *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->answer, uke_wire_push_answer_free);
  g_clear_pointer (&self->page, uke_wire_page_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->holds, g_array_unref);
  g_clear_pointer (&self->repair, uke_sync_repair_free);
}

/**
 * uke_sync_actions_new:
 *
 * Returns: (transfer full) (element-type UkeSyncAction): an empty list whose elements are cleared
 *   with it
 * Thread: any
 */
GArray *
uke_sync_actions_new (void)
{
  GArray *actions = g_array_new (FALSE, TRUE, sizeof (UkeSyncAction));

  g_array_set_clear_func (actions, (GDestroyNotify)uke_sync_action_clear);
  return actions;
}

/**
 * uke_sync_stage_get_code:
 * @state: a state
 *
 * Returns: (transfer none): its code, for logs and `--json`
 * Thread: any
 */
const char *
uke_sync_stage_get_code (UkeSyncStage state)
{
  static const char *const codes[]
      = { "stopped",   "connecting", "bootstrap", "catchup", "live",    "offline",
          "busy",      "not_ours",   "not_known", "revoked", "foreign", "clock",
          "disk_full", "held",       "fault",     "expired" };

  return codes[(unsigned)state < G_N_ELEMENTS (codes) ? state : 0];
}
