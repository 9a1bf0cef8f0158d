/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-config.h"
#include "store/uke-log-store.h"

G_BEGIN_DECLS

/**
 * UkesMovePlace:
 * @database: (owned) (nullable): a PostgreSQL database; NULL: the encrypted file in the folder
 * @schema: (owned): the clinic's schema there
 */
typedef struct {
  char *database;
  char *schema;
} UkesMovePlace;

gboolean ukes_move_place_is (const UkesMovePlace *self, const char *database, const char *schema);

/**
 * UkesMoveNote:
 * @from: where the clinic was
 * @to: where it goes
 * @head: the end of its log when it arrived there
 * @is_frozen: whether it took no changes before the move, and so takes none after it
 * @holds_source: whether the move may have frozen the source
 *
 * What stands in the server's folder while a clinic is carried to another database, from the moment
 * when something is about to be there until nothing is left to do: whoever comes after a move that
 * was killed knows by it what the two places are. Which of them is the clinic, server.ini says.
 */
typedef struct {
  UkesMovePlace from, to;
  UkeLogHead head;
  gboolean is_frozen;
  gboolean holds_source;
} UkesMoveNote;

void ukes_move_note_free (UkesMoveNote *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesMoveNote, ukes_move_note_free)

gboolean ukes_move_note_load (const UkesConfig *config,
                              UkesMoveNote **out_note,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_move_note_save (const UkesMoveNote *self,
                              const UkesConfig *config,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_move_note_remove (const UkesConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
