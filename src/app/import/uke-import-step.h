/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_STEP (uke_import_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (UkeImportStep, uke_import_step, UKE, IMPORT_STEP, AdwBin)

/**
 * UkeImportStepClass:
 * @get_title: the word in the step line
 * @is_needed: whether the step stands in the line at all now; NULL: always
 * @can_go_on: whether what the step asks is answered, so that the next may be shown
 * @can_go_back: whether the step before may be shown; NULL: always
 * @get_action: (nullable): what the header offers instead of the next step, NULL for nothing
 * @act: does it
 * @get_flap: (nullable): the foldable pane at the right
 * @shown: the step came to the front
 *
 * One step of an import. A step is made with the session, in which it reads and changes what the
 * import is about; a subclass says with uke_import_step_changed() when one of its answers to the
 * above became another. Adding one is a line in the table of uke-import-page.c.
 */
struct _UkeImportStepClass {
  AdwBinClass parent_class;

  const char *(*get_title) (UkeImportStep *self);
  gboolean (*is_needed) (UkeImportStep *self);
  gboolean (*can_go_on) (UkeImportStep *self);
  gboolean (*can_go_back) (UkeImportStep *self);
  const char *(*get_action) (UkeImportStep *self, const char **out_icon);
  void (*act) (UkeImportStep *self);
  AdwFlap *(*get_flap) (UkeImportStep *self);
  void (*shown) (UkeImportStep *self);
};

UkeImportSession *uke_import_step_get_session (UkeImportStep *self);
void uke_import_step_changed (UkeImportStep *self);

const char *uke_import_step_get_title (UkeImportStep *self);
gboolean uke_import_step_is_needed (UkeImportStep *self);
gboolean uke_import_step_can_go_on (UkeImportStep *self);
gboolean uke_import_step_can_go_back (UkeImportStep *self);
const char *uke_import_step_get_action (UkeImportStep *self, const char **out_icon);
void uke_import_step_act (UkeImportStep *self);
AdwFlap *uke_import_step_get_flap (UkeImportStep *self);
void uke_import_step_shown (UkeImportStep *self);

G_END_DECLS
