/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-command.h"
#include "clinic/uke-work.h"

G_BEGIN_DECLS

UkeCommand *uke_command_undo (const UkeId *change_set_id);
UkeCommand *uke_command_mark_import_undone (const UkeId *run_id);
UkeCommand *uke_command_undo_import_batch (const UkeId *change_set_id);

G_END_DECLS
