/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/uke-list-rows.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"

/* Text that people typed stands in a row as it is, and a second line need not be. */
static void
test_text_is_no_markup (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *chip = gtk_spinner_new ();
  GtkWidget *row = uke_text_row_new ("phone-symbolic", "<b>A & B", "自宅 <1>", chip);
  GtkWidget *short_row = uke_text_row_new (NULL, "C", NULL, NULL);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_list_box_append (GTK_LIST_BOX (list), short_row);
  gtk_window_set_child (window, list);
  gtk_window_present (window);
  uke_test_wait_for (uke_test_shows_text (list, "<b>A & B"));
  g_assert_true (uke_test_shows_text (row, "自宅 <1>"));
  g_assert_nonnull (uke_test_find_below (row, GTK_TYPE_IMAGE));
  g_assert_true (gtk_widget_is_ancestor (chip, row));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (short_row)), ==, "");
  uke_test_close_window (window);
}

/* Lists and boxes are empty afterwards, and can be filled anew. */
static void
test_clear (void)
{
  GtkWidget *list = g_object_ref_sink (gtk_list_box_new ());
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));

  for (int i = 0; i < 3; i++) {
    gtk_list_box_append (GTK_LIST_BOX (list), gtk_label_new ("row"));
    gtk_box_append (GTK_BOX (box), gtk_label_new ("child"));
  }
  uke_list_box_clear (GTK_LIST_BOX (list));
  uke_box_clear (GTK_BOX (box));
  g_assert_null (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  g_assert_null (gtk_widget_get_first_child (box));
  gtk_list_box_append (GTK_LIST_BOX (list), gtk_label_new ("row"));
  g_assert_cmpuint (uke_test_count_below (list, GTK_TYPE_LIST_BOX_ROW), ==, 1);
  g_object_unref (list);
  g_object_unref (box);
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  g_test_add_func ("/app/list-rows/text-is-no-markup", test_text_is_no_markup);
  g_test_add_func ("/app/list-rows/clear", test_clear);
  return g_test_run ();
}
