/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-codes.h"
#include "model/uke-draft.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** UkeFormKind: as what a field is shown. */
typedef enum {
  UKE_FORM_TEXT,   /* one line */
  UKE_FORM_LINES,  /* several lines */
  UKE_FORM_NUMBER, /* a whole number */
  UKE_FORM_CODE,   /* one of a registry of codes */
} UkeFormKind;

/**
 * UkeFormField:
 * @position: the field's position in its entity
 * @kind: as what it is shown
 * @title: its name, to be translated
 * @hint: (nullable): what else to say about it, to be translated
 * @codes: of a CODE: which registry
 * @min, @max, @step, @fallback: of a NUMBER; the last is what a new record starts with
 * @is_required: a record cannot do without it
 * @is_fixed: chosen when the record is made, and never again
 *
 * One line of the table that describes a form.
 */
typedef struct {
  unsigned position;
  UkeFormKind kind;
  const char *title;
  const char *hint;
  UkeCodes codes;
  int min;
  int max;
  int step;
  int fallback;
  gboolean is_required;
  gboolean is_fixed;
} UkeFormField;

/**
 * UkeFormRow:
 *
 * One field of a record as a row of a boxed list. Belongs to its widget and goes with it.
 */
typedef struct _UkeFormRow UkeFormRow;

typedef void (*UkeFormRowFunc) (UkeFormRow *row, gpointer user_data);

UkeFormRow *uke_form_row_new (const UkeFormField *field,
                              UkeFormRowFunc typed,
                              UkeFormRowFunc settled,
                              gpointer user_data);
GtkWidget *uke_form_row_get_widget (UkeFormRow *self);
void uke_form_row_show (UkeFormRow *self, UkeRecord *record);
void uke_form_row_read (UkeFormRow *self, UkeDraft *draft);
gboolean uke_form_row_is_filled (UkeFormRow *self);
void uke_form_row_set_editable (UkeFormRow *self, gboolean is_editable);

G_END_DECLS
