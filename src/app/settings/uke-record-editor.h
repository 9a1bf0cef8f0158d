/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/settings/uke-record-form.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

#define UKE_TYPE_RECORD_EDITOR (uke_record_editor_get_type ())
G_DECLARE_FINAL_TYPE (UkeRecordEditor, uke_record_editor, UKE, RECORD_EDITOR, AdwBin)

/**
 * UkeRecordEditor:
 *
 * The records of one kind as a list whose rows open to be edited. Each change is kept at once and
 * can be taken back from its toast; the list follows what others change. Records that are out of
 * use stand below. Who may not change them reads them.
 */
GtkWidget *
uke_record_editor_new (UkeClinic *clinic, GListModel *records, const UkeRecordForm *form);
void uke_record_editor_add (UkeRecordEditor *self);

G_END_DECLS
