"""`python -m zharia`."""

from zharia.cli import main

if __name__ == "__main__":
    main()
