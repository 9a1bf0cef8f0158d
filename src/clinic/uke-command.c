/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-command.h"

#include "clinic/uke-command-private.h"

/**
 * uke_command_new:
 * @intent: what is meant
 * @action: the permission it needs
 * @perform: what is done on the writer thread
 * @data: (transfer full) (nullable): handed to @perform
 * @destroy: (nullable): frees @data
 *
 * Returns: (transfer full): a command, to be given to uke_clinic_execute_async()
 * Errors: none
 * Thread: any
 */
UkeCommand *
uke_command_new (UkeIntent intent,
                 UkeAction action,
                 UkeCommandFunc perform,
                 gpointer data,
                 GDestroyNotify destroy)
{
  UkeCommand *self = g_new0 (UkeCommand, 1);

  g_atomic_ref_count_init (&self->n_references);
  self->intent = intent;
  self->action = action;
  self->perform = perform;
  self->data = data;
  self->destroy = destroy;
  return self;
}

/**
 * uke_command_ref:
 * @self: a command
 *
 * Keeps a command that is about to be sent, so that it can be sent again with an answer.
 *
 * Returns: (transfer full): @self
 * Thread: any
 */
UkeCommand *
uke_command_ref (UkeCommand *self)
{
  g_atomic_ref_count_inc (&self->n_references);
  return self;
}

/**
 * uke_command_free:
 * @self: (transfer full) (nullable): a command
 *
 * Errors: none
 * Thread: any
 */
void
uke_command_free (UkeCommand *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->n_references))
    return;
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self->reason);
  g_free (self);
}

/**
 * uke_command_set_reason:
 * @self: a command
 * @reason: (nullable): why, as the person gave it
 *
 * Gives the reason that some actions ask for; it is kept in the audit.
 *
 * Errors: none
 * Thread: any
 * Source: decision 27
 */
void
uke_command_set_reason (UkeCommand *self, const char *reason)
{
  g_free (self->reason);
  self->reason = reason != NULL && *reason != '\0' ? g_strdup (reason) : NULL;
}

/**
 * uke_command_set_second_staff:
 * @self: a command
 * @staff_id: who else agrees
 *
 * Names the second person of a two-person action; recorded as unverified while there are no
 * passwords.
 *
 * Errors: none
 * Thread: any
 * Source: decision 27
 */
void
uke_command_set_second_staff (UkeCommand *self, const UkeId *staff_id)
{
  self->second_staff_id = *staff_id;
}

/**
 * uke_command_set_accepts_warnings:
 * @self: a command
 * @accepts: whether the person was shown the warnings and goes on
 *
 * Errors: none
 * Thread: any
 * Source: product.md 4.1 no. 17
 */
void
uke_command_set_accepts_warnings (UkeCommand *self, gboolean accepts)
{
  self->accepts_warnings = accepts;
}

/**
 * uke_receipt_free:
 * @self: (transfer full) (nullable): a receipt
 *
 * Errors: none
 * Thread: any
 */
void
uke_receipt_free (UkeReceipt *self)
{
  g_free (self);
}
