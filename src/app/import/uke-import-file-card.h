/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_FILE_CARD (uke_import_file_card_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportFileCard, uke_import_file_card, UKE, IMPORT_FILE_CARD, AdwBin)

/**
 * UkeImportFileCard:
 *
 * Which file an import reads: its name, how large it is, in which encoding it was read. Another
 * encoding or another file can be chosen.
 */
void uke_import_file_card_set_session (UkeImportFileCard *self, UkeImportSession *session);

G_END_DECLS
