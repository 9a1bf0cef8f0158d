/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A drop-down that says in which encoding a file was read, and reads it again in another. */
void uke_import_encodings_attach (GtkDropDown *drop_down, UkeImportSession *session);
const char *uke_import_encodings_name (UkeCsvEncoding encoding);

G_END_DECLS
