/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-pushes.h"

#define SAVEPOINT "one_of_several"

/**
 * ukes_push_clear:
 * @self: a push
 *
 * Forgets what became of it.
 *
 * Errors: none
 * Thread: any
 */
void
ukes_push_clear (UkesPush *self)
{
  g_clear_pointer (&self->answer, uke_wire_push_answer_free);
  g_clear_error (&self->error);
  self->refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
}

/* One push in a savepoint: what the store cannot do of it is taken back, and told to its device
 * alone. FALSE when not even that can be done: then all of them are taken back. */
static gboolean
take_one (UkeDb *db, UkesPush *push, UkeDigest *sums)
{
  g_autoptr (UkeDigest) own = sums != NULL ? uke_digest_new (db) : NULL;
  g_autoptr (GError) local = NULL;

  if (!uke_db_savepoint (db, SAVEPOINT, &push->error))
    return FALSE;
  if (uke_authority_push_in (db, &push->peer, push->message, push->now_us, own, &push->answer, NULL,
                             &push->refusal, &push->error)) {
    if (sums != NULL)
      uke_digest_merge (sums, own);
    return uke_db_release (db, SAVEPOINT, &push->error);
  }
  return uke_db_rollback_to (db, SAVEPOINT, &local);
}

static gboolean
take_all (UkeDb *db, UkesPush *pushes, unsigned n_pushes, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeDigest) sums = NULL;
  gboolean has_sums;

  if (transaction == NULL || !uke_digest_is_kept (db, &has_sums, error))
    return FALSE;
  sums = has_sums ? uke_digest_new (db) : NULL;
  for (unsigned i = 0; i < n_pushes; i++)
    if (!take_one (db, &pushes[i], sums)) {
      g_set_error_literal (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED,
                           "one push could not be undone");
      return FALSE;
    }
  return (sums == NULL || uke_digest_write (sums, error))
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * ukes_pushes_take:
 * @db: the writing connection, outside any transaction
 * @pushes: (array length=n_pushes): pushes; what became of each is filled in
 * @n_pushes: how many
 *
 * Judges pushes of several devices with one commit. None hurts another: when the commit cannot be
 * made, each is judged once more by itself.
 *
 * Errors: in each push
 * Thread: the owner of @db
 * Source: sync.md 2.6
 */
void
ukes_pushes_take (UkeDb *db, UkesPush *pushes, unsigned n_pushes)
{
  g_autoptr (GError) error = NULL;

  if (n_pushes > 1 && take_all (db, pushes, n_pushes, &error))
    return;
  for (unsigned i = 0; i < n_pushes; i++) {
    ukes_push_clear (&pushes[i]);
    if (!uke_authority_push (db, &pushes[i].peer, pushes[i].message, pushes[i].now_us,
                             &pushes[i].answer, NULL, &pushes[i].refusal, &pushes[i].error))
      g_clear_pointer (&pushes[i].answer, uke_wire_push_answer_free);
  }
}
