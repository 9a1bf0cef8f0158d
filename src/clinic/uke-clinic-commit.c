/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clinic/uke-clinic-commit-private.h"
#include "clinic/uke-clinic-error-private.h"

#include <string.h>

/**
 * uke_done_free:
 * @self: (transfer full) (nullable): what a command did
 *
 * Errors: none
 * Thread: any
 */
void
uke_done_free (UkeDone *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->committed, uke_committed_free);
  g_free (self);
}

static UkeId
read_boot_id (void)
{
  g_autofree char *text = NULL;
  char hex[UKE_ID_HEX_SIZE] = { 0 };
  UkeId id = UKE_ID_NONE;
  unsigned n = 0;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return id;
  for (const char *at = text; *at != '\0' && n < UKE_ID_HEX_SIZE - 1; at++) {
    if (g_ascii_isxdigit (*at))
      hex[n++] = g_ascii_tolower (*at);
  }
  if (!uke_id_from_hex (hex, &id))
    return UKE_ID_NONE;
  return id;
}

/**
 * uke_note_moment:
 * @out_mono_us: return location: the machine's monotonic clock
 * @out_boot_id: return location: which start of the machine it counts from
 *
 * What tells in the audit that somebody set the wall clock back.
 *
 * Errors: none
 * Thread: any
 * Source: security.md 4.6
 */
void
uke_note_moment (int64_t *out_mono_us, UkeId *out_boot_id)
{
  static gsize once = 0;
  static UkeId boot_id;

  if (g_once_init_enter (&once)) {
    boot_id = read_boot_id ();
    g_once_init_leave (&once, 1);
  }
  *out_boot_id = boot_id;
  *out_mono_us = g_get_monotonic_time ();
}

/**
 * uke_note_program:
 * @sitting: who sits where
 *
 * Returns: (transfer full): which program of which version wrote an entry: "desk 0.1.0"
 * Errors: none
 * Thread: any
 * Source: decision 28
 */
char *
uke_note_program (const UkeSitting *sitting)
{
  return g_strconcat (sitting->device, " ", UKE_VERSION, NULL);
}

/**
 * uke_work_make_change_set:
 * @work: a command that has put what it changes
 * @intent: what was meant
 *
 * Returns: (transfer full): the change-set of everything that was put and removed
 * Errors: none
 * Thread: store
 * Source: sync.md 2.4
 */
UkeChangeSet *
uke_work_make_change_set (UkeWork *work, UkeIntent intent)
{
  UkeId id = uke_id_new (work->now_us);
  UkeChangeSet *set = uke_change_set_new (&id, intent);

  set->usr = work->sitting->staff_id;
  for (unsigned i = 0; i < work->drafts->len; i++) {
    UkeDraft *draft = work->drafts->pdata[i];

    if (uke_draft_is_new (draft) || uke_draft_has_changes (draft))
      uke_change_set_add_draft (set, draft);
  }
  for (unsigned i = 0; i < work->removed->len; i++)
    uke_change_set_add_delete (set, work->removed->pdata[i]);
  for (unsigned i = 0; i < work->revived->len; i++)
    uke_change_set_add_revival (set, work->revived->pdata[i]);
  return set;
}

/**
 * uke_work_commit:
 * @work: a command that has put what it changes
 * @set: (transfer full): its change-set
 * @action: the permission it needed
 * @kind: what the audit calls it, %UKE_AUDIT_NONE by what happens to each record
 * @reason: (nullable): why, as the person gave it
 * @second_staff_id: who else agreed, or none
 * @error: return location
 *
 * Writes rows, versions, change-set and audit into the transaction that is open. A command that
 * changes nothing writes nothing.
 *
 * Returns: (transfer full) (nullable): what was done
 * Errors: CONFLICT (the change-set was parked), those of the store
 * Thread: store
 * Source: invariants 1-3
 */
UkeDone *
uke_work_commit (UkeWork *work,
                 UkeChangeSet *set,
                 UkeAction action,
                 UkeAuditKind kind,
                 const char *reason,
                 const UkeId *second_staff_id,
                 GError **error)
{
  g_autoptr (UkeChangeSet) owned = set;
  g_autoptr (UkeDone) done = g_new0 (UkeDone, 1);
  g_autofree char *program = uke_note_program (work->sitting);
  UkeCommitContext context = {
    .now_us = work->now_us,
    .staff_id = work->sitting->staff_id,
    .role = work->sitting->role,
    .second_staff_id = *second_staff_id,
    .session_id = work->sitting->id,
    .action = action,
    .context_id = work->context_id,
    .reason = reason,
    .kind = kind,
    .version = program,
    .has_new_ids = set->intent == UKE_INTENT_IMPORT_BATCH,
  };

  done->receipt.intent = (UkeIntent)set->intent;
  done->receipt.subject_id = work->subject_id;
  done->receipt.patient_id = work->patient_id;
  if (uke_change_set_get_n_ops (set) == 0)
    return g_steal_pointer (&done);
  uke_note_moment (&context.mono_us, &context.boot_id);
  done->receipt.change_set_id = set->id;
  done->committed = uke_commit (work->db, set, &context, error);
  if (done->committed == NULL)
    return NULL;
  if (done->committed->outcome == UKE_OUTCOME_PARKED) {
    uke_clinic_fail (error, UKE_CLINIC_ERROR_CONFLICT, NULL);
    return NULL;
  }
  done->receipt.seq = done->committed->seq;
  done->receipt.waits = done->committed->waits;
  done->receipt.can_undo = work->can_undo;
  return g_steal_pointer (&done);
}
