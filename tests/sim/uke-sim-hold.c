/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "store/uke-hold.h"

#include <string.h>

/* The server's answer to a desk that wants to have a time kept, or not any more. */
gboolean
sim_hold_handle (Sim *sim,
                 SimRequest *request,
                 const UkeAuthorityPeer *peer,
                 GString *out,
                 UkeWireRefusal *refusal,
                 GError **error)
{
  size_t size;
  const char *json;
  UkeWireHoldWish wish;
  UkeWireHold hold;
  UkeId id;

  if (request->kind == UKE_SYNC_REQUEST_END_HOLD) {
    g_assert_true (uke_id_from_hex (strrchr (request->path, '/') + 1, &id));
    g_string_assign (out, "{}");
    return uke_hold_give_up (sim->db, peer, &id, refusal, error);
  }
  json = g_bytes_get_data (request->body, &size);
  if (!uke_wire_hold_wish_read (json, size, &wish, error)
      || !uke_hold_take (sim->db, peer, &wish, sim->now_us, &hold, refusal, error))
    return FALSE;
  if (refusal->code == UKE_WIRE_OK)
    uke_wire_hold_answer_write (&hold.id, hold.until_us, out);
  return TRUE;
}
