/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/duplicates/uke-merge-table.h"

#include "app/widgets/uke-mark.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UkeMergeTable {
  AdwBin parent_instance;

  UkeMergePlan *plan; /* (owned) (nullable) */
  GtkGrid *grid;
  GtkSizeGroup *sides; /* (owned): both sides are equally wide */
  gboolean is_setting; /* a choice is being shown, not made */
};

G_DEFINE_FINAL_TYPE (UkeMergeTable, uke_merge_table, ADW_TYPE_BIN)

enum { COLUMN_TOPIC, COLUMN_LEFT, COLUMN_RIGHT, COLUMN_VERDICT };

/* The widgets of one row that change with its choice. */
typedef struct {
  UkeMergeTable *table; /* (unowned) */
  unsigned position;
  GtkCheckButton *left;
  GtkCheckButton *right;
  GtkLabel *left_text;
  GtkLabel *right_text;
  GtkWidget *icon;
  GtkLabel *verdict;
} RowWidgets;

static void
set_bold (GtkLabel *label, gboolean is_bold)
{
  if (is_bold)
    gtk_widget_add_css_class (GTK_WIDGET (label), "uk-merge-chosen");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "uk-merge-chosen");
}

static void
show_verdict (RowWidgets *widgets, const UkeMergeRow *row)
{
  static const char *const classes[]
      = { "uk-verdict-ok", "uk-verdict-accent", "uk-verdict-warn", "uk-verdict-neutral" };
  const char *icon = NULL, *css_class = NULL;
  const char *word = uke_merge_words_verdict (row->verdict, &icon, &css_class);
  GtkWidget *box = gtk_widget_get_parent (widgets->icon);

  gtk_image_set_from_icon_name (GTK_IMAGE (widgets->icon), icon);
  gtk_label_set_text (widgets->verdict, word);
  for (size_t i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (box, classes[i]);
  gtk_widget_add_css_class (box, css_class);
}

static void
show_choice (RowWidgets *widgets, const UkeMergeRow *row)
{
  widgets->table->is_setting = TRUE;
  if (widgets->left != NULL) {
    gtk_check_button_set_active (widgets->left, (row->chosen & UKE_MERGE_LEFT) != 0);
    gtk_check_button_set_active (widgets->right, (row->chosen & UKE_MERGE_RIGHT) != 0);
  }
  widgets->table->is_setting = FALSE;
  if (row->verdict != UKE_MERGE_SAME) {
    set_bold (widgets->left_text, (row->chosen & UKE_MERGE_LEFT) != 0 && row->left != NULL);
    set_bold (widgets->right_text, (row->chosen & UKE_MERGE_RIGHT) != 0 && row->right != NULL);
  }
  show_verdict (widgets, row);
}

/* A choice that cannot be made, such as none of two, springs back. */
static void
toggled_cb (GtkCheckButton *button, RowWidgets *widgets)
{
  UkeMergeTable *self = widgets->table;
  UkeMergeRow *row = NULL;
  unsigned sides = 0;

  if (self->is_setting || self->plan == NULL)
    return;
  row = g_ptr_array_index (uke_merge_plan_get_rows (self->plan), widgets->position);
  if (uke_merge_row_may_be_both (row)) {
    sides = (gtk_check_button_get_active (widgets->left) ? (unsigned)UKE_MERGE_LEFT : 0)
            | (gtk_check_button_get_active (widgets->right) ? (unsigned)UKE_MERGE_RIGHT : 0);
  } else {
    /* The other one of a group switches off by itself and says so too. */
    if (!gtk_check_button_get_active (button))
      return;
    sides = button == widgets->left ? UKE_MERGE_LEFT : UKE_MERGE_RIGHT;
  }
  uke_merge_plan_choose (self->plan, widgets->position, sides);
  show_choice (widgets, row);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_side (UkeMergeTable *self,
          GtkCheckButton **out_check,
          GtkLabel **out_text,
          const char *text,
          const char *accessible)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = new_label (text, "uk-numeric");

  if (out_check != NULL) {
    GtkWidget *check = gtk_check_button_new ();

    gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    accessible, -1);
    gtk_box_append (GTK_BOX (box), check);
    *out_check = GTK_CHECK_BUTTON (check);
  } else {
    /* As wide as a choice, so that texts stand below each other. */
    GtkWidget *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

    gtk_widget_add_css_class (space, "uk-merge-space");
    gtk_box_append (GTK_BOX (box), space);
  }
  gtk_widget_set_tooltip_text (label, text);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_size_group_add_widget (self->sides, box);
  *out_text = GTK_LABEL (label);
  return box;
}

static GtkWidget *
new_verdict (RowWidgets *widgets)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  widgets->icon = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (widgets->icon), 14);
  widgets->verdict = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_append (GTK_BOX (box), widgets->icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (widgets->verdict));
  return box;
}

static void
connect_choice (RowWidgets *widgets, const UkeMergeRow *row)
{
  if (!uke_merge_row_may_be_both (row))
    gtk_check_button_set_group (widgets->right, widgets->left);
  g_signal_connect (widgets->left, "toggled", G_CALLBACK (toggled_cb), widgets);
  g_signal_connect (widgets->right, "toggled", G_CALLBACK (toggled_cb), widgets);
}

static void
mark_difference (UkeMergeTable *self, RowWidgets *widgets, const UkeMergeRow *row)
{
  const char *left = gtk_label_get_text (widgets->left_text);
  g_autofree char *right = g_strdup (gtk_label_get_text (widgets->right_text));

  if (row->right == NULL || row->verdict == UKE_MERGE_SAME || strcmp (left, right) == 0)
    return;
  uke_mark_set_text (widgets->right_text, right,
                     row->left != NULL ? uke_merge_words_mark_from (row->topic, left, right) : 0,
                     (unsigned)strlen (right));
}

/* Every row begins with a line across the card. */
static void
attach_line (UkeMergeTable *self, int line)
{
  GtkWidget *separator = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

  gtk_grid_attach (self->grid, separator, 0, line, 4, 1);
}

static void
add_row (UkeMergeTable *self, unsigned position, const UkeMergeNames *names, gboolean can_choose)
{
  const UkeMergeRow *row = g_ptr_array_index (uke_merge_plan_get_rows (self->plan), position);
  RowWidgets *widgets = g_new0 (RowWidgets, 1);
  g_autofree char *topic = uke_merge_words_topic (row, names),
                  *left = uke_merge_words_value (row, row->left, names),
                  *right = uke_merge_words_value (row, row->right, names),
                  *say_left = g_strdup_printf ("%s: %s", topic, left),
                  *say_right = g_strdup_printf ("%s: %s", topic, right);
  gboolean is_choice
      = can_choose && row->verdict != UKE_MERGE_SAME && row->verdict != UKE_MERGE_KEPT;
  int line = 1 + (int)position * 2;
  GtkWidget *head = new_label (topic, "uk-secondary"), *left_box = NULL, *right_box = NULL;

  widgets->table = self;
  widgets->position = position;
  left_box
      = new_side (self, is_choice ? &widgets->left : NULL, &widgets->left_text, left, say_left);
  right_box
      = new_side (self, is_choice ? &widgets->right : NULL, &widgets->right_text, right, say_right);
  gtk_widget_add_css_class (head, "uk-merge-topic");
  attach_line (self, line);
  gtk_grid_attach (self->grid, head, COLUMN_TOPIC, line + 1, 1, 1);
  gtk_grid_attach (self->grid, left_box, COLUMN_LEFT, line + 1, 1, 1);
  gtk_grid_attach (self->grid, right_box, COLUMN_RIGHT, line + 1, 1, 1);
  gtk_grid_attach (self->grid, new_verdict (widgets), COLUMN_VERDICT, line + 1, 1, 1);
  g_object_set_data_full (G_OBJECT (head), "widgets", widgets, g_free);
  if (row->left == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (widgets->left_text), "uk-secondary");
  if (row->right == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (widgets->right_text), "uk-secondary");
  if (is_choice)
    connect_choice (widgets, row);
  mark_difference (self, widgets, row);
  show_choice (widgets, row);
}

static void
add_head (UkeMergeTable *self, const char *left, const char *right)
{
  const char *const words[] = { "", left, right, _ ("Verdict") };

  for (int column = COLUMN_TOPIC; column <= COLUMN_VERDICT; column++) {
    GtkWidget *label = new_label (words[column], "uk-table-head");

    if (column == COLUMN_LEFT || column == COLUMN_RIGHT) {
      gtk_size_group_add_widget (self->sides, label);
      gtk_widget_set_hexpand (label, TRUE);
    }
    gtk_grid_attach (self->grid, label, column, 0, 1, 1);
  }
}

static void
uke_merge_table_dispose (GObject *object)
{
  UkeMergeTable *self = UKE_MERGE_TABLE (object);

  g_clear_pointer (&self->plan, uke_merge_plan_unref);
  g_clear_object (&self->sides);
  G_OBJECT_CLASS (uke_merge_table_parent_class)->dispose (object);
}

static void
uke_merge_table_class_init (UkeMergeTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_merge_table_dispose;
}

static void
uke_merge_table_init (UkeMergeTable *self)
{
  self->sides = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
}

/**
 * uke_merge_table_new:
 *
 * Returns: (transfer floating): an empty table
 * Thread: main
 */
GtkWidget *
uke_merge_table_new (void)
{
  return g_object_new (UKE_TYPE_MERGE_TABLE, NULL);
}

/**
 * uke_merge_table_show:
 * @self: a table
 * @plan: (transfer none): what is compared; the table writes choices into it
 * @names: what rows are read with
 * @left_title, @right_title: what the two columns are
 * @can_choose: FALSE: only to look at
 *
 * Thread: main
 */
void
uke_merge_table_show (UkeMergeTable *self,
                      UkeMergePlan *plan,
                      const UkeMergeNames *names,
                      const char *left_title,
                      const char *right_title,
                      gboolean can_choose)
{
  g_return_if_fail (UKE_IS_MERGE_TABLE (self));

  uke_merge_plan_ref (plan);
  g_clear_pointer (&self->plan, uke_merge_plan_unref);
  self->plan = plan;
  g_clear_object (&self->sides);
  self->sides = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "uk-merge-table");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
  add_head (self, left_title, right_title);
  for (unsigned i = 0; i < uke_merge_plan_get_rows (plan)->len; i++)
    add_row (self, i, names, can_choose);
}
