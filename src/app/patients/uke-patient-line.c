/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-patient-line.h"

struct _UkePatientLine {
  GObject parent_instance;

  UkeSearchHit *hit;          /* (owned) */
  UkePatientOutline *outline; /* (owned) (nullable): not read yet */
};

G_DEFINE_FINAL_TYPE (UkePatientLine, uke_patient_line, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static void
uke_patient_line_finalize (GObject *object)
{
  UkePatientLine *self = UKE_PATIENT_LINE (object);

  g_clear_object (&self->hit);
  g_clear_pointer (&self->outline, uke_patient_outline_free);
  G_OBJECT_CLASS (uke_patient_line_parent_class)->finalize (object);
}

static void
uke_patient_line_class_init (UkePatientLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_patient_line_finalize;
  signals[CHANGED] = g_signal_new ("changed", UKE_TYPE_PATIENT_LINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_patient_line_init (UkePatientLine *self)
{
}

/**
 * uke_patient_line_new:
 * @hit: who it is about
 *
 * Returns: (transfer full): a line without its outline
 * Thread: main
 */
UkePatientLine *
uke_patient_line_new (UkeSearchHit *hit)
{
  UkePatientLine *self = g_object_new (UKE_TYPE_PATIENT_LINE, NULL);

  self->hit = g_object_ref (hit);
  return self;
}

/**
 * uke_patient_line_get_hit:
 * @self: a line
 *
 * Returns: (transfer none): who it is about
 * Thread: main
 */
UkeSearchHit *
uke_patient_line_get_hit (UkePatientLine *self)
{
  return self->hit;
}

/**
 * uke_patient_line_get_outline:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): what the store knows, NULL as long as it was not read
 * Thread: main
 */
const UkePatientOutline *
uke_patient_line_get_outline (UkePatientLine *self)
{
  return self->outline;
}

/**
 * uke_patient_line_changed:
 * @self: a line
 *
 * Tells whoever shows it that it looks another way now.
 *
 * Thread: main
 */
void
uke_patient_line_changed (UkePatientLine *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * uke_patient_line_take_outline:
 * @self: a line
 * @outline: (transfer full): what the store knows
 *
 * Thread: main
 */
void
uke_patient_line_take_outline (UkePatientLine *self, UkePatientOutline *outline)
{
  g_return_if_fail (UKE_IS_PATIENT_LINE (self));

  g_clear_pointer (&self->outline, uke_patient_outline_free);
  self->outline = outline;
  uke_patient_line_changed (self);
}

/**
 * uke_patient_line_take_outlines:
 * @lines: (element-type UkePatientLine): lines
 * @outlines: (element-type UkePatientOutline): of some of their patients; taken out of the array
 *
 * Thread: main
 */
void
uke_patient_line_take_outlines (GPtrArray *lines, GPtrArray *outlines)
{
  for (unsigned i = 0; i < outlines->len; i++) {
    UkePatientOutline *outline = outlines->pdata[i];

    for (unsigned at = 0; at < lines->len; at++) {
      UkePatientLine *line = lines->pdata[at];

      if (!uke_id_equal (&line->hit->patient_id, &outline->patient_id))
        continue;
      outlines->pdata[i] = NULL;
      uke_patient_line_take_outline (line, outline);
      break;
    }
  }
}
