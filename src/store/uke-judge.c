/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-judge.h"

#include "store/uke-commit-view.h"
#include "store/uke-projection.h"
#include "store/uke-row-writer.h"

static gboolean
append_log (UkeDb *db,
            UkeLogHead *head,
            const UkeChangeSet *set,
            const UkeCase *given,
            const UkeEffect *effect,
            GError **error)
{
  g_autoptr (GString) json = NULL;
  UkeLogTexts texts = { .payload = given->payload, .payload_size = given->payload_size };
  UkeLogMeta meta = {
    .change_set_id = set->id,
    .dev = set->dev,
    .inc = set->inc,
    .dseq = set->dseq,
    .usr = set->usr,
    .intent = set->intent,
    .outcome = effect->outcome,
    .hlc = effect->hlc,
    .clkq = effect->clkq,
    .at_us = given->now_us,
    .sv = set->sv,
  };

  if (effect->outcome != UKE_OUTCOME_APPLIED) {
    json = g_string_new (NULL);
    uke_effect_write_json (effect, json);
    uke_sha256 (json->str, json->len, meta.effect_hash);
    texts.effect = json->str;
    texts.effect_size = json->len;
  }
  return uke_log_store_append (db, head, &meta, set->base, &texts, error);
}

/* Whoever may not do it: nothing is done, and each row that it was about knows why. */
static void
park_forbidden (const UkeChangeSet *set, const UkeCase *given, UkeEffect *effect)
{
  uke_effect_clear (effect);
  effect->clkq = set->clkq;
  effect->hlc = uke_hlc_clamp (set->hlc, given->now_us, &effect->clkq);
  effect->outcome = UKE_OUTCOME_PARKED;
  for (unsigned i = 0; i < uke_change_set_get_n_ops (set); i++) {
    const UkeOp *op = uke_change_set_get_op (set, i);
    UkeConflictNote note = { UKE_NOTE_NOT_PERMITTED, op->entity, op->id, -1 };

    note.other_id = set->usr;
    note.needs_person = i == 0;
    g_array_append_val (effect->notes, note);
  }
}

static gboolean
decide (UkeDb *db, const UkeChangeSet *set, const UkeCase *given, UkeEffect *effect, GError **error)
{
  g_autoptr (UkeCommitView) view = NULL;

  if (given->is_forbidden) {
    park_forbidden (set, given, effect);
    return TRUE;
  }
  view = uke_commit_view_new (db, set, given->has_new_ids);
  uke_commit_view_guard_patients (view);
  uke_commit_view_keep_holds (view, set->dev, given->now_us);
  return uke_decide (uke_commit_view_get (view), set, given->now_us, given->cap, effect, error);
}

/**
 * uke_judge:
 * @db: the writing connection of an authority, inside the caller's transaction
 * @head: (inout): where the log ended, and ends now
 * @set: a change-set that has passed the checks of its form, with its author's numbers
 * @given: what is known besides
 * @committed: what it did is filled in
 * @error: return location
 *
 * What an authority does with a change-set, be it the server of a clinic or a clinic by itself:
 * decides, and writes the log entry with its effect and receipt, the notes, rows with their
 * versions and claims, and the projections. On failure the caller rolls back: parts of it may be
 * written.
 *
 * Returns: whether everything was written
 * Errors: UKE_DB_ERROR: CONSTRAINT, FULL, IO; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: sync.md 2.5, Settled 1
 */
gboolean
uke_judge (UkeDb *db,
           UkeLogHead *head,
           const UkeChangeSet *set,
           const UkeCase *given,
           UkeCommitted *committed,
           GError **error)
{
  g_autoptr (UkeRowWriter) rows = uke_row_writer_new (db);
  UkeOpenNotes unknown = UKE_OPEN_NOTES_UNKNOWN;
  UkeOpenNotes *open = given->open_notes != NULL ? given->open_notes : &unknown;

  if (given->has_sums)
    uke_row_writer_set_digest (rows, given->sums);
  else if (!uke_row_writer_follow_digest (rows, error))
    return FALSE;
  if (!decide (db, set, given, committed->effect, error))
    return FALSE;
  /* What is written is not asked about one by one: all of it stands or none. */
  uke_db_gather (db);
  if (!append_log (db, head, set, given, committed->effect, error)
      || !uke_conflict_store_follow (db, committed->effect, set->base, head->seq, open, error)
      || !uke_row_writer_apply (rows, committed->effect, head->seq, committed->changes, error)
      || !uke_projection_follow (db, committed->changes, committed->search, error)
      || !uke_db_settle (db, error))
    return FALSE;
  committed->outcome = committed->effect->outcome;
  committed->seq = head->seq;
  return TRUE;
}
