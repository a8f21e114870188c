"""Articles: the list, the form that writes or corrects one, answers to questions about one."""
