from handbill.cli import main

main()
