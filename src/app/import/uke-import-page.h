/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-session.h"
#include "app/uke-page.h"

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_PAGE (uke_import_page_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportPage, uke_import_page, UKE, IMPORT_PAGE, UkePage)

/**
 * UkeImportPage:
 *
 * Lists of patients, bookings and calls come in here, in steps: the file, its columns, a look at
 * what would happen, and the import itself.
 *
 * Actions, on the whole window while the page is in it: `import.next`, `import.back`,
 * `import.leave`, `import.choose`.
 */
void uke_import_page_open (UkeImportPage *self, const char *path);
UkeImportSession *uke_import_page_get_session (UkeImportPage *self);

G_END_DECLS
