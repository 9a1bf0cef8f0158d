/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-stage-bar.h"

#include "app/widgets/uke-code-words.h"

#include <glib/gi18n.h>

/* Dormant is no step forward: the bar goes grey and the word says it. */
static const char *const steps[] = {
  UKE_STAGE_LEAD,         UKE_STAGE_CONSULT_BOOKED, UKE_STAGE_CONSULTED,
  UKE_STAGE_IN_TREATMENT, UKE_STAGE_COMPLETED,      UKE_STAGE_REPEATER,
};

struct _UkeStageBar {
  AdwBin parent_instance;

  GtkWidget *marks[G_N_ELEMENTS (steps)];
  GtkLabel *word;
};

G_DEFINE_FINAL_TYPE (UkeStageBar, uke_stage_bar, ADW_TYPE_BIN)

static void
uke_stage_bar_class_init (UkeStageBarClass *klass)
{
}

static GtkWidget *
new_end (const char *stage, float xalign)
{
  GtkWidget *label = gtk_label_new (uke_code_word (UKE_CODES_STAGE, stage));

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "uk-caption");
  gtk_widget_add_css_class (label, "uk-secondary");
  return label;
}

static void
uke_stage_bar_init (UkeStageBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3),
            *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3), *words = gtk_center_box_new ();

  gtk_box_set_homogeneous (GTK_BOX (bar), TRUE);
  for (unsigned i = 0; i < G_N_ELEMENTS (steps); i++) {
    self->marks[i] = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class (self->marks[i], "uk-stage-step");
    gtk_box_append (GTK_BOX (bar), self->marks[i]);
  }
  self->word = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->word), "uk-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->word), "uk-bold");
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (words), new_end (steps[0], 0));
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (words), GTK_WIDGET (self->word));
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (words),
                                 new_end (steps[G_N_ELEMENTS (steps) - 1], 1));
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), words);
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
set_bold (GtkWidget *label, gboolean is_bold)
{
  if (is_bold) {
    gtk_widget_add_css_class (label, "uk-bold");
    gtk_widget_remove_css_class (label, "uk-secondary");
  } else {
    gtk_widget_remove_css_class (label, "uk-bold");
    gtk_widget_add_css_class (label, "uk-secondary");
  }
}

/**
 * uke_stage_bar_set_stage:
 * @self: the bar
 * @stage: (nullable): code of a patient's stage
 *
 * Thread: main
 * Source: design.md 12 no. 03
 */
void
uke_stage_bar_set_stage (UkeStageBar *self, const char *stage)
{
  GtkCenterBox *words;
  gboolean is_end;
  int reached = -1;

  g_return_if_fail (UKE_IS_STAGE_BAR (self));

  words = GTK_CENTER_BOX (gtk_widget_get_parent (GTK_WIDGET (self->word)));
  for (unsigned i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i], stage) == 0)
      reached = (int)i;
  for (unsigned i = 0; i < G_N_ELEMENTS (steps); i++) {
    if ((int)i <= reached)
      gtk_widget_add_css_class (self->marks[i], "reached");
    else
      gtk_widget_remove_css_class (self->marks[i], "reached");
  }
  gtk_label_set_text (self->word, stage != NULL ? uke_code_word (UKE_CODES_STAGE, stage)
                                                : _ ("Stage not known"));
  /* At an end its own word would stand there twice. */
  is_end = reached == (int)G_N_ELEMENTS (steps) - 1;
  gtk_widget_set_visible (GTK_WIDGET (self->word), reached != 0 && !is_end);
  set_bold (gtk_center_box_get_start_widget (words), reached == 0);
  set_bold (gtk_center_box_get_end_widget (words), is_end);
}
