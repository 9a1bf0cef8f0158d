/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-pusher.h"

#include "feed/uke-change-set-json.h"
#include "feed/uke-decide.h"

#include <string.h>

/**
 * uke_test_authority_add_device:
 * @self: a server
 * @dev: a device's number
 *
 * Enrols the device.
 */
void
uke_test_authority_add_device (UkeTestAuthority *self, uint32_t dev)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO server_device (dev, name, fingerprint, state, enrolled_at_us, expires_at_us, "
      "last_seen_us, last_inc, last_seq) VALUES (%u, 'desk', X'%08x', 0, 0, 0, 0, 0, 0)",
      dev, dev);

  uke_test_exec (self->store->db, sql);
}

/**
 * uke_test_authority_new:
 *
 * Returns: (transfer full): a new clinic's server
 */
UkeTestAuthority *
uke_test_authority_new (void)
{
  UkeTestAuthority *self = g_new0 (UkeTestAuthority, 1);

  self->store = uke_test_store_new ();
  uke_cursor_make_keys (self->secret, self->public_key);
  uke_test_authority_add_device (self, 2);
  uke_test_authority_add_device (self, 3);
  return self;
}

/**
 * uke_test_authority_free:
 * @self: (transfer full): a server
 */
void
uke_test_authority_free (UkeTestAuthority *self)
{
  uke_test_store_free (self->store);
  g_free (self);
}

/**
 * uke_test_authority_peer:
 * @self: a server
 * @dev: a device's number
 *
 * Returns: who asks
 */
UkeAuthorityPeer
uke_test_authority_peer (UkeTestAuthority *self, uint32_t dev)
{
  return (UkeAuthorityPeer){ dev, self->secret, self->public_key, &self->last_signed };
}

/**
 * uke_test_authority_add_staff:
 * @self: a server
 * @role: a role's code
 * @is_active: whether they still work here
 *
 * Returns: the id of a new member of staff
 */
UkeId
uke_test_authority_add_staff (UkeTestAuthority *self, const char *role, gboolean is_active)
{
  UkeDraft *staff = uke_test_store_draft (self->store, &UKE_ENTITY_STAFF);
  UkeId id = *uke_draft_get_id (staff);

  uke_draft_set_text (staff, UKE_STAFF_FAMILY_NAME, "森");
  uke_draft_set_text (staff, UKE_STAFF_ROLE, role);
  uke_draft_set_int (staff, UKE_STAFF_IS_ACTIVE, is_active);
  uke_committed_free (uke_test_store_commit (self->store, staff, NULL));
  return id;
}

/**
 * uke_test_pusher_make:
 * @server: a server
 * @dev: an enrolled device's number
 * @inc: its incarnation
 *
 * Returns: a desk that has pushed nothing and knows nothing of the history
 */
UkeTestPusher
uke_test_pusher_make (UkeTestAuthority *server, uint32_t dev, uint64_t inc)
{
  return (UkeTestPusher){
    .server = server, .dev = dev, .inc = inc, .staff_id = server->store->staff_id
  };
}

/**
 * uke_test_pusher_set:
 * @self: a desk
 * @intent: what is meant
 *
 * Returns: (transfer full): an empty change-set that knows what the desk knows
 */
UkeChangeSet *
uke_test_pusher_set (UkeTestPusher *self, UkeIntent intent)
{
  UkeId id = uke_id_new (self->server->store->now_us);
  UkeChangeSet *set = uke_change_set_new (&id, intent);

  set->usr = self->staff_id;
  set->base = self->cursor.seq;
  set->hlc = uke_hlc_next (0, self->server->store->now_us);
  return set;
}

/**
 * uke_test_pusher_add:
 * @self: a desk
 * @push: what it pushes
 * @set: (transfer none): a change-set; it gets the desk's next number
 * @cap: see #UkeWireSet
 */
void
uke_test_pusher_add (UkeTestPusher *self, UkeWirePush *push, UkeChangeSet *set, int64_t cap)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;

  set->dev = self->dev;
  set->inc = self->inc;
  set->dseq = ++self->dseq;
  uke_change_set_write_json (set, text);
  body = g_bytes_new (text->str, text->len);
  uke_wire_push_add (push, body, cap);
}

/**
 * uke_test_pusher_push:
 * @self: a desk
 *
 * Returns: (transfer full): a push of nothing from where the desk stands
 */
UkeWirePush *
uke_test_pusher_push (UkeTestPusher *self)
{
  UkeWirePush *push = uke_wire_push_new ();

  push->has_cursor = self->has_cursor;
  push->cursor = self->cursor;
  push->inc = self->inc;
  push->sv = UKE_SCHEMA_VERSION;
  return push;
}

/**
 * uke_test_pusher_send:
 * @self: a desk
 * @push: what it pushes
 *
 * Returns: (transfer full) (nullable): the answer; NULL when it was refused
 */
UkeWirePushAnswer *
uke_test_pusher_send (UkeTestPusher *self, const UkeWirePush *push)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (self->server, self->dev);
  UkeWirePushAnswer *answer = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  self->server->store->now_us += G_USEC_PER_SEC;
  is_done = uke_authority_push (self->server->store->db, &peer, push, self->server->store->now_us,
                                &answer, NULL, &self->refusal, &error);
  g_assert_no_error (error);
  g_assert_true (is_done);
  g_assert_cmpint (answer != NULL, ==, self->refusal.code == UKE_WIRE_OK);
  return answer;
}

/**
 * uke_test_pusher_send_set:
 * @self: a desk
 * @set: (transfer full): the one change-set that it pushes
 *
 * Returns: (transfer full) (nullable): the answer; NULL when it was refused
 */
UkeWirePushAnswer *
uke_test_pusher_send_set (UkeTestPusher *self, UkeChangeSet *set)
{
  g_autoptr (UkeChangeSet) owned = set;
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (self);

  uke_test_pusher_add (self, push, owned, UKE_NO_CAP);
  return uke_test_pusher_send (self, push);
}

/**
 * uke_test_pusher_pull:
 * @self: a desk
 *
 * Takes the next page, and holds each entry to the one before as a desk does.
 *
 * Returns: (transfer full) (nullable): the page; NULL when it was refused
 */
UkeWirePage *
uke_test_pusher_pull (UkeTestPusher *self)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (self->server, self->dev);
  UkeCursor at = { 0 };
  UkeWirePage *page = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done = uke_authority_changes (
      self->server->store->db, &peer, self->has_cursor ? &self->cursor : NULL, UKE_WIRE_MAX_ENTRIES,
      UKE_WIRE_MAX_BYTES, self->server->store->now_us, &page, &self->refusal, &error);

  g_assert_no_error (error);
  g_assert_true (is_done);
  g_assert_cmpint (page != NULL, ==, self->refusal.code == UKE_WIRE_OK);
  if (page == NULL)
    return NULL;
  if (self->has_cursor)
    at = self->cursor;
  at.epoch = page->epoch;
  for (unsigned i = 0; i < page->entries->len; i++) {
    const UkeWireEntry *entry = &g_array_index (page->entries, UkeWireEntry, i);

    g_assert_cmpint (uke_wire_entry_fit (entry, &at), ==, UKE_WIRE_ENTRY_NEXT);
    uke_wire_entry_advance (entry, &at);
  }
  g_assert_true (uke_cursor_same_place (&at, &page->cursor));
  g_assert_true (uke_cursor_is_start (&page->cursor)
                 || uke_cursor_verify (&page->cursor, self->server->public_key));
  self->cursor = page->cursor;
  self->has_cursor = TRUE;
  return page;
}

/**
 * uke_test_result:
 * @answer: an answer to a push
 * @index: of a change-set in it
 *
 * Returns: (transfer none): what became of it
 */
UkeWireResult *
uke_test_result (UkeWirePushAnswer *answer, unsigned index)
{
  g_assert_cmpuint (index, <, answer->results->len);
  return &g_array_index (answer->results, UkeWireResult, index);
}
